# W6: a tree of 1,000 small files.
from os import environ

from pyinfra.operations import files

files.sync(src=f"{environ['BENCH_DATA']}/tree", dest="/home/deploy/tree")
