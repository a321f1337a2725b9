/** A first device in a few lines, with its own id and secret filled in. Device ids and secrets hold no quotes. */
const hub = () => location.origin.replace(/^http/, 'ws') + '/ws/device';

/** A first report that fits the model. */
const FIRST = {
  light: { power: 'on', brightness: 60 },
  speaker: { power: 'on', volume: 30, playback: 'paused' },
  thermostat: { mode: 'heat', target: 21, temperature: 20.4 },
  lock: { locked: true },
  plug: { power: 'on', watts: 12.5 },
  fan: { power: 'on', speed: 40 },
  motion: { motion: false },
  contact: { open: false },
  temperature: { temperature: 20.4, humidity: 45 },
};
const first = (model) => FIRST[model] ?? { hello: 'hawser' };
const SENSORS = new Set(['motion', 'contact', 'temperature']);

const python = (record) => JSON.stringify(record).replace(/:/g, ': ').replace(/,/g, ', ').replace(/\btrue\b/g, 'True').replace(/\bfalse\b/g, 'False');
const script = (record) => JSON.stringify(record).replace(/"(\w+)":/g, ' $1: ').replace(/"/g, "'").replace(/}$/, ' }');

/** What a command makes of the state: `set` says it itself, others mean it. */
const DONE = {
  lock: { python: 'o["args"] or {"locked": o["name"] == "lock"}', node: "name === 'set' ? args : { locked: name === 'lock' }" },
  speaker: { python: 'o["args"] if o["name"] == "set" else {"playback": "paused" if o["name"] == "pause" else "playing"}', node: "name === 'set' ? args : { playback: name === 'pause' ? 'paused' : 'playing' }" },
};

export const snippets = {
  python: (device, secret) => `import asyncio, json, websockets  # apt install python3-websockets

async def device():
    async with websockets.connect("${hub()}", subprotocols=["hawser.v1"]) as ws:
        say = lambda **frame: ws.send(json.dumps(frame))
        await say(type="hello", device="${device.id}", secret="${secret}", boot="b1")
        seq = json.loads(await ws.recv())["seq"] + 1
        await say(type="report", seq=seq, set=${python(first(device.model))})
        async for text in ws:
${SENSORS.has(device.model) ? `            print(text)` : `            o = json.loads(text)
            if o["type"] == "command":
                seq += 1
                await say(type="report", seq=seq, set=${DONE[device.model]?.python ?? 'o["args"]'}, command=o["command"])
                await say(type="result", command=o["command"], ok=True)`}

asyncio.run(device())`,
  node: (device, secret) => `import WebSocket from 'ws'; // npm install ws
const ws = new WebSocket('${hub()}', 'hawser.v1'), say = (frame) => ws.send(JSON.stringify(frame));
ws.on('open', () => say({ type: 'hello', device: '${device.id}', secret: '${secret}', boot: 'b1' }));
let seq;
ws.on('message', (text) => {
  const { type, command, name, args, ...frame } = JSON.parse(text);
  if (type === 'welcome') say({ type: 'report', seq: (seq = frame.seq + 1), set:${script(first(device.model))} });
  if (type === 'welcome') setInterval(() => ws.ping(), frame.heartbeat);${SENSORS.has(device.model) ? '' : `
  if (type === 'command') say({ type: 'report', seq: ++seq, set: ${DONE[device.model]?.node ?? 'args'}, command }), say({ type: 'result', command, ok: true });`}
});`,
};
