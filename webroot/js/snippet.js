/** A first device in ten lines, with its own id and secret filled in. */
const hub = () => location.origin.replace(/^http/, 'ws') + '/ws/device';

/** A report that fits the model, as JSON. */
const first = (model) =>
  JSON.stringify({
    light: { power: 'on', brightness: 60 }, speaker: { power: 'on', volume: 30 }, thermostat: { mode: 'heat', target: 21, temperature: 20.4 }, lock: { locked: true },
    plug: { power: 'on', watts: 12.5 }, fan: { power: 'on', speed: 40 }, motion: { motion: false }, contact: { open: false }, temperature: { temperature: 20.4, humidity: 45 },
  }[model] ?? { hello: 'hawser' });

const obeys = (model) => !['motion', 'contact', 'temperature'].includes(model);

export const snippets = {
  python: (device, secret) => `# pip install websockets
import json
from websockets.sync.client import connect
with connect("${hub()}", subprotocols=["hawser.v1"]) as ws:
    send = lambda **frame: ws.send(json.dumps(frame))
    send(type="hello", device="${device.id}", secret="${secret}")
    seq = json.loads(ws.recv())["seq"] + 1
    send(type="report", seq=seq, set=json.loads('${first(device.model)}'))
    for frame in map(json.loads, ws):${obeys(device.model) ? `
        if frame["type"] == "command":
            seq += 1
            send(type="report", seq=seq, set=frame["args"], command=frame["command"])
            send(type="result", command=frame["command"], ok=True)` : `
        print(frame)`}`,
  node: (device, secret) => `// npm install ws
import WebSocket from 'ws';
const ws = new WebSocket('${hub()}', 'hawser.v1'), send = (frame) => ws.send(JSON.stringify(frame));
let seq;
ws.on('open', () => send({ type: 'hello', device: '${device.id}', secret: '${secret}' }));
ws.on('message', (text) => {
  const frame = JSON.parse(text);
  if (frame.type === 'welcome') send({ type: 'report', seq: (seq = frame.seq + 1), set: ${first(device.model)} });${obeys(device.model) ? `
  if (frame.type === 'command') {
    send({ type: 'report', seq: ++seq, set: frame.args, command: frame.command });
    send({ type: 'result', command: frame.command, ok: true });
  }` : ''}
});`,
};
