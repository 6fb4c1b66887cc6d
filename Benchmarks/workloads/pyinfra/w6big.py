# W6: one file of 100 MB.
from os import environ

from pyinfra.operations import files

files.put(src=f"{environ['BENCH_DATA']}/big.bin", dest="/home/deploy/big.bin", mode="644")
