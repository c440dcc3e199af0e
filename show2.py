import json
r=json.load(open('/tmp/t4nlh.out/run.json'))
from collections import Counter
print(r['verdict'],Counter(q['verdict'] for q in r['requirements']),r['durationMs'])
for q in r['requirements']:
    if q['verdict'] not in('conformant','not-applicable','excluded') : print(q['verdict'],q['id'],q['reason'])
for d in r['deviations']: print('DEV',d['requirement'],d['message'],d['actual'][:200])
print(r['warnings'])
