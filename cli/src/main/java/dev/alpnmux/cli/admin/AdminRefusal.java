package dev.alpnmux.cli.admin;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.gateway.config.JsonDocument;
import dev.alpnmux.gateway.config.JsonSyntaxException;
import dev.alpnmux.gateway.config.JsonValue;
import dev.alpnmux.gateway.config.Problems;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What it means that a page was not given. */
final class AdminRefusal {
  private static final int REASON_MAX = 200;

  private AdminRefusal() {}

  /**
   * @param token what was shown
   */
  static CommandFailure of(
      HttpAnswer answer, String path, AdminAddress address, @Nullable TokenFile token) {
    String where = "the admin pages at " + address;
    return switch (answer.status()) {
      case 401 ->
          token == null
              ? notPermitted(where + " want a token", "--token FILE names the file that it is in")
              : notPermitted(
                  where + " do not take the token in " + token.file(),
                  "give the file that \"token\" of \"admin\" names in the gateway's configuration");
      case 403 ->
          notPermitted(where + " refuse: " + reason(answer), "--token FILE names a token to show");
      case 404 ->
          new CommandFailure(
              ExitCode.NOT_ACKNOWLEDGED,
              where + " have no " + path,
              "is that the address of \"admin\" in the gateway's configuration, and the gateway as"
                  + " new as this command?");
      default ->
          new CommandFailure(
              answer.status() >= 500 ? ExitCode.UNAVAILABLE : ExitCode.NOT_ACKNOWLEDGED,
              where + " answer " + answer.status() + ": " + reason(answer),
              null);
    };
  }

  private static CommandFailure notPermitted(String message, String hint) {
    return new CommandFailure(ExitCode.NOT_PERMITTED, message, hint);
  }

  /** Whatever answers there: nothing in it may be more than one short line of text. */
  private static String reason(HttpAnswer answer) {
    String reason = problem(answer.body()).orElse("it does not say why");
    return Printable.of(reason.length() > REASON_MAX ? reason.substring(0, REASON_MAX) : reason);
  }

  private static Optional<String> problem(String body) {
    try {
      JsonValue document = JsonDocument.read(body, new Problems(""));
      return document instanceof JsonValue.Fields object
          ? object.fields().stream()
              .filter(field -> field.key().equals("problem"))
              .map(JsonValue.Field::value)
              .filter(JsonValue.Text.class::isInstance)
              .map(text -> ((JsonValue.Text) text).text())
              .findFirst()
          : Optional.empty();
    } catch (JsonSyntaxException e) {
      return body.lines().findFirst();
    }
  }
}
