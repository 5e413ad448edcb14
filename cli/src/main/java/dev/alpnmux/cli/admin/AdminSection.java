package dev.alpnmux.cli.admin;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.cli.outcome.IoReason;
import dev.alpnmux.gateway.config.JsonDocument;
import dev.alpnmux.gateway.config.JsonSyntaxException;
import dev.alpnmux.gateway.config.JsonValue;
import dev.alpnmux.gateway.config.Problems;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration says of the admin pages. The rest of it is not looked at: who watches a
 * gateway need not be allowed to read its keys, and the file may be about to change.
 */
record AdminSection(AdminAddress address, Optional<TokenFile> token) {
  /** Blocks on file access. */
  static AdminSection read(Path file) throws CommandFailure {
    JsonValue admin =
        member(document(file), "admin")
            .orElseThrow(
                () ->
                    unusable(
                        file + ": there is no \"admin\" in it",
                        "\"admin\": { \"address\": \"127.0.0.1:9440\" } serves the admin pages"));
    String written =
        text(admin, "address")
            .orElseThrow(() -> unusable(file + ": /admin: missing key \"address\"", null));
    return new AdminSection(
        address(file, written),
        text(admin, "token").map(name -> new TokenFile(file.resolveSibling(name))));
  }

  private static AdminAddress address(Path file, String written) throws CommandFailure {
    try {
      return AdminAddress.parse(written);
    } catch (IllegalArgumentException e) {
      throw unusable(
          file + ": /admin/address: " + e.getMessage(),
          "where the gateway chooses the port, say which it is: --admin HOST:PORT");
    }
  }

  private static JsonValue document(Path file) throws CommandFailure {
    try {
      return JsonDocument.read(Files.readString(file), new Problems(file.toString()));
    } catch (JsonSyntaxException e) {
      throw unusable(e.problem(file).toString(), null);
    } catch (CharacterCodingException e) {
      throw unusable(file + ": the text is not UTF-8", null);
    } catch (IOException e) {
      throw unusable(IoReason.of(e), null);
    }
  }

  private static Optional<String> text(JsonValue object, String key) {
    return member(object, key)
        .filter(JsonValue.Text.class::isInstance)
        .map(value -> ((JsonValue.Text) value).text());
  }

  private static Optional<JsonValue> member(JsonValue value, String key) {
    return value instanceof JsonValue.Fields object
        ? object.fields().stream()
            .filter(field -> field.key().equals(key))
            .map(JsonValue.Field::value)
            .findFirst()
        : Optional.empty();
  }

  private static CommandFailure unusable(String message, @Nullable String hint) {
    return new CommandFailure(ExitCode.CONFIGURATION, message, hint);
  }
}
