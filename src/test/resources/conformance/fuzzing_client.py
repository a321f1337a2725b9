# Runs the Autobahn test suite against one server: fuzzing_client.py URL CASES FOLDER. On Jython, where Python is 2.7.
import sys

from autobahntestsuite import wstest

url, cases, folder = sys.argv[1:4]
wstest.start(
    {'mode': 'fuzzingclient'},
    {
        'servers': [{'agent': 'hawser', 'url': url}],
        'cases': cases.split(','),
        'exclude-cases': [],
        'exclude-agent-cases': {},
        'outdir': folder,
        'options': {'failByDrop': False},
    })
