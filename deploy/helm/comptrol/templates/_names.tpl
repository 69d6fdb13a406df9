{{/* What our objects are called, and by which labels they are found. */}}
{{- define "comptrol.name" -}}
{{- if contains "comptrol" .Release.Name }}{{ .Release.Name | trunc 52 | trimSuffix "-" }}{{ else }}{{ printf "%s-comptrol" .Release.Name | trunc 52 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "comptrol.selector" -}}
app.kubernetes.io/name: comptrol
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "comptrol.labels" -}}
{{ include "comptrol.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "comptrol.image" -}}
{{- if .Values.image.digest }}{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else }}{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}

{{/* A claim for data, and one for backups. */}}
{{- define "comptrol.dataClaim" -}}
{{ .Values.storage.existingClaim | default (printf "%s-data" (include "comptrol.name" .)) }}
{{- end }}
{{- define "comptrol.backupClaim" -}}
{{ .Values.backup.existingClaim | default (printf "%s-backup" (include "comptrol.name" .)) }}
{{- end }}

{{/* What every container of ours may not do: the restricted profile of Pod Security, and no writing but to volumes. */}}
{{- define "comptrol.confined" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: ["ALL"]
{{- end }}

{{- define "comptrol.podConfined" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
# Once: it would give the group a right to the keys at every start.
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* Where settings and secrets are, for whoever opens the data folder. */}}
{{- define "comptrol.environment" -}}
- {name: COMPTROL_SETTINGS, value: /etc/comptrol/comptrol.toml}
- {name: COMPTROL_DATA, value: /var/lib/comptrol}
{{- if .Values.secrets.postgresPasswords }}
- {name: PGPASSFILE, value: /run/comptrol/pgpass}
{{- end }}
{{- end }}

{{- define "comptrol.mounts" -}}
- {name: data, mountPath: /var/lib/comptrol}
- {name: settings, mountPath: /etc/comptrol, readOnly: true}
- {name: temporary, mountPath: /tmp}
{{- if .Values.secrets.postgresPasswords }}
- {name: passwords, mountPath: /run/comptrol, readOnly: true}
{{- end }}
{{- end }}

{{- define "comptrol.volumes" -}}
- name: data
  persistentVolumeClaim:
    claimName: {{ include "comptrol.dataClaim" . }}
- name: settings
  configMap:
    name: {{ include "comptrol.name" . }}
- name: temporary
  emptyDir: {sizeLimit: 1Gi}
{{- if .Values.secrets.postgresPasswords }}
- name: passwords
  emptyDir: {medium: Memory, sizeLimit: 1Mi}
- name: passwords-given
  secret:
    secretName: {{ .Values.secrets.postgresPasswords }}
    defaultMode: 0440
{{- end }}
{{- end }}

{{/* libpq takes no password file that a group may read, and a volume of a Secret is the group's: so a copy is made. */}}
{{- define "comptrol.passwordsContainer" -}}
- name: passwords
  image: {{ include "comptrol.image" . }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  command: ["install", "-m", "0600", "/run/given/pgpass", "/run/comptrol/pgpass"]
  securityContext: {{- include "comptrol.confined" . | nindent 4 }}
  resources: {{- toYaml .Values.resources | nindent 4 }}
  volumeMounts:
    - {name: passwords-given, mountPath: /run/given, readOnly: true}
    - {name: passwords, mountPath: /run/comptrol}
{{- end }}
