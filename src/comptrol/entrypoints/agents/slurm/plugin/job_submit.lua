-- Put here by "comptrol agent slurm install": every submission and every change that makes a job
-- larger is asked of the agent of this cluster, over HTTP on loopback.
--
-- slurmctld runs this one call at a time and holds its locks meanwhile: all in all it may take
-- TIMEOUT_S. Where there is no answer, the job is refused, and its user is told that it is not
-- the job. Holding, releasing and requeueing ask nobody, and work without the agent too.
-- Lua 5.1 to 5.4, with lua-socket. Unset numbers arrive as NO_VAL and not as nil.
local HOST, PORT, CLUSTER, TOKEN = "@HOST@", @PORT@, "@CLUSTER@", "@TOKEN@"
local TIMEOUT_S = 0.5
local MARK = "comptrol:"
local NO_VAL, INFINITE, NO_VAL16, INFINITE16 = 4294967294, 4294967295, 65534, 65535
local ANSWER_BYTES_MAX = 65536
local AWAY = "comptrol: refused. The gate that rules on jobs %s. That is the gate's fault and " ..
  "not your job's: try again later, or tell the cluster's operators."

-- Everything through which GPUs, time, width or another owner can be asked for. A gate that reads
-- fewer of them is passed by.
local TEXTS = { "account", "partition", "qos", "tres_per_job", "tres_per_node", "tres_per_socket",
  "tres_per_task", "gres", "array_inx", "req_nodes" }
local NUMBERS = { "time_limit", "min_nodes", "max_nodes", "num_tasks", "min_cpus" }
local SHORTS = { "ntasks_per_node", "ntasks_per_tres", "ntasks_per_gpu", "cpus_per_task",
  "sockets_per_node", "shared" }
-- Beside them, what an order says, and how a job is known again.
local ABOUT = { "default_account", "user_name", "comment" }
local KNOWN = { "job_id", "array_job_id" }

local function get(t, name)
  local known, value = pcall(function() return t[name] end)
  if known then return value end
end

local function encoded(value)
  return (tostring(value):gsub("[^%w%-_.:/=,]", function(letter)
    return string.format("%%%02X", string.byte(letter))
  end))
end

local function add(fields, name, value)
  fields[#fields + 1] = name .. "=" .. encoded(value)
end

local function add_texts(fields, prefix, t, names)
  local many = 0
  for _, name in ipairs(names) do
    local value = get(t, name)
    if value ~= nil and value ~= "" then
      add(fields, prefix .. name, value)
      many = many + 1
    end
  end
  return many
end

local function add_numbers(fields, prefix, t, names, unset, endless)
  local many = 0
  for _, name in ipairs(names) do
    local value = tonumber(get(t, name))
    if value and value ~= unset and value ~= NO_VAL then
      local is_endless = value == endless or value == INFINITE
      add(fields, prefix .. name, is_endless and "inf" or string.format("%d", value))
      many = many + 1
    end
  end
  return many
end

local function add_amounts(fields, prefix, t)
  return add_texts(fields, prefix, t, TEXTS)
    + add_numbers(fields, prefix, t, NUMBERS, NO_VAL, INFINITE)
    + add_numbers(fields, prefix, t, SHORTS, NO_VAL16, INFINITE16)
end

local function first_line(path)
  local file = io.open(path, "r")
  local line = file and file:read("*l")
  if file then file:close() end
  return line
end

-- A name for this one request: if the connection breaks, it is asked again under the same name
-- and is the same order. The same job submitted again is another request.
local asked = 0
local function request_key()
  asked = asked + 1
  local file = io.open("/dev/urandom", "rb")
  local random = file and file:read(16) or ""
  if file then file:close() end
  local hex = random:gsub(".", function(letter) return string.format("%02x", string.byte(letter)) end)
  return string.format("%s-%d-%d-%s", CLUSTER, os.time(), asked, hex)
end

local function once(socket, request, ends)
  local client = socket.tcp()
  local function left() client:settimeout(math.max(ends - socket.gettime(), 0.001), "t") end
  left()
  local done, why = client:connect(HOST, PORT)
  if done then
    left()
    done, why = client:send(request)
  end
  local answer
  if done then
    left()
    answer, why = client:receive("*a")
  end
  client:close()
  if answer and #answer > ANSWER_BYTES_MAX then return nil, "too long an answer" end
  if answer == "" then return nil, "closed" end
  return answer, why
end

-- Returns the status and the body, or nil and why there is none.
local function exchange(path, body)
  local socket = require("socket")
  local ends = socket.gettime() + TIMEOUT_S
  local request = table.concat({
    "POST " .. path .. " HTTP/1.1", "Host: " .. HOST .. ":" .. PORT, "Connection: close",
    "Authorization: Bearer " .. (first_line(TOKEN) or ""),
    "Content-Type: application/x-www-form-urlencoded", "Content-Length: " .. #body, "", body
  }, "\r\n")
  local answer, why = once(socket, request, ends)
  if not answer and why == "closed" and socket.gettime() < ends then
    answer, why = once(socket, request, ends) -- the agent was started anew meanwhile
  end
  if not answer then return nil, why end
  local head, text = answer:match("^(HTTP/1%.%d .-)\r\n\r\n(.*)$")
  local status = head and head:match("^HTTP/1%.%d (%d%d%d)")
  local size = head and head:lower():match("\r\ncontent%-length: *(%d+)")
  if not status or tonumber(size) ~= #text then return nil, "half an answer" end
  return tonumber(status), text
end

-- Since 23.02 scontrol shows what is told of a change too; before that it is in the log alone.
local function tell(text)
  slurm.log_user("%s", text)
  slurm.log_info("%s", text)
  return slurm.ESLURM_ACCESS_DENIED or slurm.ERROR
end

local function gate(path, fields)
  local ran, status, text = pcall(exchange, path, table.concat(fields, "&"))
  if not ran then
    slurm.log_error("comptrol: %s", tostring(status))
    return nil, tell(string.format(AWAY, "could not be asked"))
  end
  if not status then
    slurm.log_error("comptrol: the agent at %s:%s: %s", HOST, tostring(PORT), tostring(text))
    local why = text == "timeout" and "did not answer in time" or "cannot be reached"
    return nil, tell(string.format(AWAY, why))
  end
  local verdict, order, reasons = text:match("^(%a+) ?([%w%-_.]*)\n(.*)$")
  if status == 200 and (verdict == "pass" or verdict == "wait") then
    return { waits = verdict == "wait", order = order, reasons = reasons }
  end
  if status == 200 and verdict == "refuse" then
    return nil, tell("comptrol: refused. " .. reasons)
  end
  slurm.log_error("comptrol: the agent answered %s: %s", tostring(status), tostring(text))
  local why = tostring(text):gsub("[%s.]+$", ""):sub(1, 400)
  return nil, tell(string.format(AWAY, "did not rule: " .. why))
end

function slurm_job_submit(job_desc, part_list, submit_uid)
  local fields = {}
  add(fields, "key", request_key())
  add(fields, "uid", string.format("%d", get(job_desc, "user_id") or submit_uid))
  add_texts(fields, "", job_desc, ABOUT)
  add_amounts(fields, "", job_desc)
  local verdict, refused = gate("/v1/submit", fields)
  if not verdict then return refused end
  if verdict.order ~= "" then
    job_desc.admin_comment = MARK .. verdict.order -- comes back in sacct and squeue
  elseif tostring(get(job_desc, "admin_comment") or ""):sub(1, #MARK) == MARK then
    job_desc.admin_comment = ""
  end
  if verdict.waits then
    job_desc.priority = 0
    slurm.log_user("%s", "comptrol: the job waits, held, until a person has decided. " .. verdict.reasons)
  end
  return slurm.SUCCESS
end

function slurm_job_modify(job_desc, job_rec, part_list, modify_uid)
  local fields = {}
  if add_amounts(fields, "", job_desc) == 0 then return slurm.SUCCESS end
  add_amounts(fields, "old_", job_rec)
  add_texts(fields, "old_", job_rec, { "admin_comment" })
  add_numbers(fields, "old_", job_rec, KNOWN, NO_VAL, INFINITE)
  add(fields, "uid", string.format("%d", modify_uid))
  local verdict, refused = gate("/v1/modify", fields)
  if not verdict then return refused end
  return slurm.SUCCESS
end

return slurm.SUCCESS
