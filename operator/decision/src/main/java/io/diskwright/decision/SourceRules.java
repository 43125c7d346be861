package io.diskwright.decision;

import io.diskwright.api.v1alpha1.FileSource;
import io.diskwright.api.v1alpha1.HttpSource;
import io.diskwright.api.v1alpha1.ImageSource;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rules of where an image's first content comes from. */
final class SourceRules {
  private static final Pattern URL = Pattern.compile("https?://[^\\s/?#]+[^\\s]*");
  private static final Pattern WITH_USER = Pattern.compile("https?://[^/?#]*@");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

  private final Problems problems;

  SourceRules(Problems problems) {
    this.problems = problems;
  }

  void check(ImageSource source) {
    long given =
        Stream.of(source.blank(), source.http(), source.file(), source.image(), source.claim())
            .filter(member -> member != null)
            .count();
    if (given != 1) {
      problems.add(
          "spec.source",
          (given == 0 ? "is empty" : "has " + given + " members")
              + "; write exactly one of blank, http, file, image and claim, such as {blank: {}}");
      return;
    }
    if (source.http() != null) {
      http(source.http());
    } else if (source.file() != null) {
      file(source.file());
    } else if (source.image() != null) {
      problems.name("spec.source.image.name", source.image().name());
    } else if (source.claim() != null) {
      problems.name("spec.source.claim.name", source.claim().name());
    }
  }

  private void http(HttpSource http) {
    if (http.url() == null || !URL.matcher(http.url()).matches()) {
      problems.add("spec.source.http.url", "is no address; start it with https:// or http://");
    }
    if (http.sha256() != null && !SHA256.matcher(http.sha256()).matches()) {
      problems.add("spec.source.http.sha256", "is no SHA-256; write its 64 hexadecimal digits");
    }
    if (http.url() != null && WITH_USER.matcher(http.url()).lookingAt()) {
      problems.add(
          "spec.source.http.url",
          "names a user, and everybody who reads the object would see it; leave it out");
    }
    if ((http.sha256() != null) == Boolean.TRUE.equals(http.insecureSkipChecksum())) {
      problems.add(
          "spec.source.http",
          "must have exactly one of sha256, as the publisher names it, and insecureSkipChecksum:"
              + " true");
    }
  }

  private void file(FileSource file) {
    Paths.problem(file.path()).ifPresent(wrong -> problems.add("spec.source.file.path", wrong));
  }
}
