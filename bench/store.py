"""What storing and searching cost as the collection grows; see bench/README.md."""

import argparse
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, text

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bench.collection import BEGIN, COMMON_SYLLABLES, OUTLETS, RARE_SYLLABLE, TOPICS, Press, sentences  # noqa: E402, I001
