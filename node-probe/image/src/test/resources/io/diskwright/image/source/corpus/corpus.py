#!/usr/bin/env python3
"""Makes hostile disk images of every format: corpus.py DIRECTORY CANARY

CANARY is a file that the images which reach for others name. In DIRECTORY each image is one file;
expected.tsv has a line for each: file, format to name (- for none), part of the reason for which
it has to be refused. "accepted" stands for the images that the hostile ones were made from.
"""
import importlib
import os
import sys

from common import CASES

for module in ('qcow2', 'qed', 'vmdk', 'vdi', 'vhdx', 'vpc', 'unnamed'):
    importlib.import_module(module)


def main():
    directory, canary = sys.argv[1], os.fsencode(sys.argv[2])
    with open(os.path.join(directory, 'expected.tsv'), 'w') as expected:
        for name, fmt, reason, make in CASES:
            with open(os.path.join(directory, name), 'wb') as image:
                image.write(make(canary))
            print(name, fmt or '-', reason, sep='\t', file=expected)


if __name__ == '__main__':
    main()
