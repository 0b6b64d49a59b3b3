"""Makes the files of Vectors/smp, or says whether they are what would be made.

    smp.py [--check] [FOLDER]

Needs cryptography, for Argon2id.
"""

import sys

from book import main
from cases import smp_messages, smp_run, smp_secret

if __name__ == "__main__":
    sys.exit(main(
        "Makes the vectors of the socialist millionaires' protocol.", "smp",
        lambda: [smp_secret.book(), smp_run.book(), smp_messages.book()]))
