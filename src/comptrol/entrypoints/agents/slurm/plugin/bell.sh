#!/bin/bash
# Put here by "comptrol agent slurm install" as JobCompLoc: a job has ended, and the agent is told
# to look now. It looks by itself every so often too: that the bell is not heard is no loss.
exec 2>/dev/null
read -r token <'@TOKEN@'
exec 3<>'/dev/tcp/@HOST@/@PORT@' || exit 0
printf 'POST /v1/bell HTTP/1.1\r\nHost: @HOST@:@PORT@\r\nConnection: close\r\nAuthorization: Bearer %s\r\nContent-Length: 0\r\n\r\n' "$token" >&3
IFS= read -r -t 0.2 _ <&3
exit 0
