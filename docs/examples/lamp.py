import asyncio, json, sys, websockets

async def lamp(device, secret):
    async with websockets.connect("ws://localhost:8080/ws/device", subprotocols=["hawser.v1"]) as hub:
        await hub.send(json.dumps({"type": "hello", "device": device, "secret": secret, "boot": "b1"}))
        seq = json.loads(await hub.recv())["seq"] + 1
        await hub.send(json.dumps({"type": "report", "seq": seq, "set": {"power": "off", "brightness": 40}}))
        async for frame in hub:
            message = json.loads(frame)
            if message["type"] == "command":
                seq += 1
                await hub.send(json.dumps({"type": "report", "seq": seq, "set": message["args"], "command": message["command"]}))
                await hub.send(json.dumps({"type": "result", "command": message["command"], "ok": True}))

asyncio.run(lamp(*sys.argv[1:]))
