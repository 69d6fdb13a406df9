#!/bin/bash
# Put here by "comptrol agent slurm install" as PrologSlurmctld: asks the agent, just before a job
# starts, whether it still may. Exit 0: it starts. Anything else: a batch job goes back into the
# queue and is tried again after cred_expire + 1 s (AuthInfo); srun and salloc are ended.
# No answer within a second is a no. No command of Slurm may be called in here.
exec 2>/dev/null
read -r token <'@TOKEN@'
body="job=${SLURM_JOB_ID:-0}"
exec 3<>'/dev/tcp/@HOST@/@PORT@' || exit 1
printf 'POST /v1/start HTTP/1.1\r\nHost: @HOST@:@PORT@\r\nConnection: close\r\nAuthorization: Bearer %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s' \
  "$token" "${#body}" "$body" >&3 || exit 1
IFS= read -r -t 1 status <&3 || exit 1
[[ $status =~ ^HTTP/1\.[01]\ 200 ]] || exit 1
# the head ends with an empty line; the first word of the body is the verdict
for _ in {1..32}; do
  IFS= read -r -t 1 line <&3 || exit 1
  if [[ $line == $'\r' ]]; then
    read -r -t 1 verdict _ <&3
    [[ $verdict == pass ]]
    exit
  fi
done
exit 1
