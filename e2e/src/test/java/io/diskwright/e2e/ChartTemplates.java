package io.diskwright.e2e;

import io.diskwright.testing.Shell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes the templates of the Helm chart from the manifests of {@code deploy/kustomize}, which say
 * in comments what a value of the chart may change:
 *
 * <ul>
 *   <li>{@code key: value # chart: EXPRESSION} takes the value from the expression; where the value
 *       is a block, all of it;
 *   <li>a line {@code # chart: TEXT} becomes that text of a template;
 *   <li>a line {@code # chart: piece FILE KEY} becomes what FILE, a component's patch, says of KEY,
 *       with its comments; only what is below KEY, when a slash follows.
 * </ul>
 *
 * The namespace becomes that of the release; all else stays as it is.
 */
final class ChartTemplates {
  static final Path CHART = Project.path("deploy/helm/diskwright");

  private static final Path MANIFESTS = Project.path("deploy/kustomize");
  private static final String NAMESPACE = "diskwright-system";
  private static final Pattern LINE = Pattern.compile("( *)# chart: (.*)");
  private static final Pattern VALUE = Pattern.compile("( *(?:- )?[^ #:]+:)(.*) # chart: (.*)");
  private static final String HEADER =
      "{{/* Made from %s. Change that, then run:\n"
          + "  mvn -pl e2e -am test -Dtest=ChartTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dchart.update=true */ -}}\n";

  private ChartTemplates() {}

  /** The templates, and the dashboard, by their name in the chart. */
  static SortedMap<String, String> generate() {
    SortedMap<String, String> templates = new TreeMap<>();
    for (Path file : sources(MANIFESTS)) {
      templates.put("templates/" + file.getFileName(), template(file));
    }
    for (String component : List.of("network-policies", "monitoring")) {
      for (Path file : sources(MANIFESTS.resolve(component))) {
        templates.put("templates/" + component + "-" + file.getFileName(), template(file));
      }
    }
    for (String file : List.of("admission.yaml", "rbac.yaml")) { // the others are patches
      templates.put(
          "templates/exports-" + file, template(MANIFESTS.resolve("exports").resolve(file)));
    }
    templates.put(
        "dashboards/diskwright.json", Shell.read(MANIFESTS.resolve("monitoring/diskwright.json")));
    templates.put(
        "templates/classes.yaml",
        sources(Project.path("deploy/classes")).stream()
            .map(ChartTemplates::template)
            .collect(
                Collectors.joining("---\n", "{{- if .Values.classes.create }}\n", "{{- end }}\n")));
    return templates;
  }

  private static List<Path> sources(Path directory) {
    return Project.list(directory, "*.yaml").stream()
        .filter(file -> !file.endsWith("kustomization.yaml") && !file.endsWith("namespace.yaml"))
        .toList();
  }

  private static String template(Path file) {
    List<String> lines = Shell.read(file).lines().toList();
    List<String> out = new ArrayList<>();
    for (int at = 0; at < lines.size(); at++) {
      String line = lines.get(at);
      Matcher whole = LINE.matcher(line);
      Matcher value = VALUE.matcher(line);
      if (whole.matches() && whole.group(2).startsWith("piece ")) {
        String[] words = whole.group(2).split(" ");
        out.addAll(piece(MANIFESTS.resolve(words[1]), words[2], whole.group(1)));
      } else if (whole.matches()) {
        out.add(whole.group(1) + whole.group(2));
      } else if (value.matches() && value.group(2).isBlank()) {
        int column = column(line);
        out.add("%s {{- %s | nindent %d }}".formatted(value.group(1), value.group(3), column + 2));
        while (at + 1 < lines.size() && isBelow(lines.get(at + 1), column)) {
          at++;
        }
      } else if (value.matches()) {
        out.add("%s {{ %s }}".formatted(value.group(1), value.group(3)));
      } else {
        out.add(plain(line));
      }
    }
    String header = HEADER.formatted(Project.root().relativize(file));
    return out.stream().map(line -> line + "\n").collect(Collectors.joining("", header, ""));
  }

  /** Text that means something to templates is kept from them. */
  private static String plain(String line) {
    return line.replace("{{", "{{ \"{{\" }}")
        .replace("namespace: " + NAMESPACE, "namespace: {{ $.Release.Namespace | quote }}")
        .replace(NAMESPACE, "{{ $.Release.Namespace }}");
  }

  private static List<String> piece(Path file, String name, String indent) {
    boolean inner = name.endsWith("/");
    String key = inner ? name.substring(0, name.length() - 1) : name;
    List<String> lines = Shell.read(file).lines().toList();
    int from = 0;
    while (!lines.get(from).strip().startsWith(key + ":")) {
      from++; // beyond the end, it says so
    }
    int column = column(lines.get(from));
    int to = from + 1;
    while (to < lines.size()
        && (isBelow(lines.get(to), column) && (inner || !isComment(lines.get(to), column)))) {
      to++;
    }
    if (inner) {
      from++;
    } else {
      while (from > 0 && isComment(lines.get(from - 1), column)) {
        from--;
      }
    }
    int old = column(lines.get(from));
    return lines.subList(from, to).stream().map(line -> indent + line.substring(old)).toList();
  }

  /** Where a line's key begins. */
  private static int column(String line) {
    int at = 0;
    while (at < line.length() && line.charAt(at) == ' ') {
      at++;
    }
    return line.startsWith("- ", at) && line.contains(": #") ? at + 2 : at;
  }

  /** Whether a line belongs to the block of a key at {@code column}: lists may begin there, too. */
  private static boolean isBelow(String line, int column) {
    int at = line.length() - line.stripLeading().length();
    return at > column
        || (at == column && line.startsWith("- ", at))
        || (isComment(line, column) && !LINE.matcher(line).matches());
  }

  private static boolean isComment(String line, int column) {
    return line.indexOf('#') == column && line.substring(0, column).isBlank();
  }
}
