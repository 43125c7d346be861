{{/* Of (list .Chart IMAGE): the image's name with its tag, by default the chart's own, and its digest. */}}
{{- define "diskwright.image" -}}
{{- $image := index . 1 -}}
{{- $name := printf "%s:%s" $image.repository (default (index . 0).AppVersion $image.tag) -}}
{{- if $image.digest }}{{ $name = printf "%s@%s" $name $image.digest }}{{ end -}}
{{- $name | quote -}}
{{- end }}

{{/* Of a level: what makes Java log so, as an environment variable; nothing for the level info. */}}
{{- define "diskwright.logLevel" -}}
{{- if ne . "info" -}}
- {name: JDK_JAVA_OPTIONS, value: "-Dorg.slf4j.simpleLogger.defaultLogLevel={{ . }}"}
{{- end -}}
{{- end }}

{{/* Of a list of numbers: TCP ports of a network policy. */}}
{{- define "diskwright.ports" -}}
{{- range . }}
- {protocol: TCP, port: {{ . }} }
{{- end }}
{{- end }}
