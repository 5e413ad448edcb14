package dev.alpnmux.cli.admin;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.cli.outcome.IoReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The file with the token of the admin pages. */
record TokenFile(Path file) {
  /** RFC 6750 §2.1 (b64token), as the gateway takes it: nothing that could end a header line. */
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/-]{16,512}=*");

  /** Longer than any token with the blanks around it. */
  private static final int BYTES_MAX = 1024;

  /** Returns the token as it is now: a gateway takes another one over while it runs. */
  String read() throws CommandFailure {
    try (InputStream stream = Files.newInputStream(file)) {
      String token = new String(stream.readNBytes(BYTES_MAX), StandardCharsets.ISO_8859_1).strip();
      if (FORM.matcher(token).matches()) {
        return token;
      }
      throw new CommandFailure(
          ExitCode.CONFIGURATION,
          file + ": expected one line of 16 to 512 letters, digits and - . _ ~ + /",
          "give the file that \"token\" of \"admin\" names in the configuration of the gateway");
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.CONFIGURATION, IoReason.of(e), null, e);
    }
  }
}
