"""Makes the files of Vectors/identity, or says whether they are what would be made.

    addresses.py [--check] [FOLDER]
"""

import sys

from book import main
from cases import key_address, statement

if __name__ == "__main__":
    sys.exit(main(
        "Makes the vectors of key addresses and signed statements.", "identity",
        lambda: [key_address.book(), statement.book()]))
