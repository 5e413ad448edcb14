package dev.alpnmux.gateway.admin;

import dev.alpnmux.gateway.admin.Page.Access;
import dev.alpnmux.gateway.config.AdminConfig;
import dev.alpnmux.gateway.config.AdminToken;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** Decides who may have which page. */
final class Gatekeeper {
  private static final String SCHEME = "Bearer ";

  private final AdminConfig config;

  Gatekeeper(AdminConfig config) {
    this.config = config;
  }

  /** Returns why this caller may not have the page, or nothing when he may. */
  Optional<Answer> refuse(Page page, HttpServerRequest request) {
    if (isOpen(page.access()) || isTokenShown(request)) {
      return Optional.empty();
    }
    return Optional.of(
        config.token().isPresent()
            ? Answer.problem(401, "show the token: Authorization: Bearer TOKEN")
            : Answer.problem(
                403,
                "this needs a token: set \"token\" of \"admin\" to a file with one, or serve the"
                    + " admin pages on a unix socket"));
  }

  private boolean isOpen(Access access) {
    return switch (access) {
      case EVERYBODY -> true;
      case READER -> !config.isReachableFromOutside();
      case OPERATOR -> config.isForItsOwnerAlone();
    };
  }

  private boolean isTokenShown(HttpServerRequest request) {
    Optional<AdminToken> token = config.token();
    String shown = request.getHeader("Authorization");
    return token.isPresent()
        && shown != null
        && shown.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && token.get().isShownBy(shown.substring(SCHEME.length()).strip());
  }
}
