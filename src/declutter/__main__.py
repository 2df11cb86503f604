"""`python -m declutter` is the program `declutter`."""

import sys

from declutter.cli.start import main

sys.exit(main())
