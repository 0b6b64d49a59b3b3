// Debian's libxml2 is built with ICU, and its headers then pull in ICU's, whose `UErrorCode` clashes with the one in
// Foundation's own headers. Nothing declared for ICU is used here.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/parser.h>
#include <libxml/SAX2.h>
