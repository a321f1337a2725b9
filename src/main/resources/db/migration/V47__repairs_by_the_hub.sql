-- What the hub tried by itself was written as done by the device's owner. It was the hub: people begin a try by the panel or by REST.
UPDATE repair_tries SET actor = '{"hub":"repair"}' WHERE actor->>'via' = 'repair';
UPDATE fault_steps SET actor = '{"hub":"repair"}' WHERE actor->>'via' = 'repair';
