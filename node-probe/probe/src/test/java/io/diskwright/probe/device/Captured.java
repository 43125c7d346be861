package io.diskwright.probe.device;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The answers of one device, as its resource keeps them; the first line of that says whence. */
record Captured(Map<String, byte[]> answers) {
  static Captured of(String device) {
    try (InputStream in = Captured.class.getResourceAsStream(device + ".hex");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.US_ASCII))) {
      Map<String, byte[]> answers = new TreeMap<>();
      byte[] now = new byte[0];
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", 2);
        if (words[0].matches("[0-9a-f]{4}") && words[1].length() > 5) {
          byte[] part = HexFormat.of().parseHex(words[1]);
          System.arraycopy(part, 0, now, Integer.parseInt(words[0], 16), part.length);
        } else if (!words[0].equals("#")) {
          now = new byte[Integer.parseInt(words[1])];
          answers.put(words[0], now);
        }
      }
      return new Captured(answers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A copy. */
  byte[] bytes(String answer) {
    return Objects.requireNonNull(answers.get(answer), answer).clone();
  }

  Octets octets(String answer) {
    return Octets.of(bytes(answer));
  }
}
