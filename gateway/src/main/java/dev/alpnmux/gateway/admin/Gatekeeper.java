package dev.alpnmux.gateway.admin;

import dev.alpnmux.gateway.admin.Page.Access;
import dev.alpnmux.gateway.config.AdminConfig;
import dev.alpnmux.gateway.config.AdminToken;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
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
    if (isTokenShown(request)) {
      return Optional.empty();
    }
    if (isOpen(page.access())) {
      return page.access() == Access.READER ? refuseForeigner(request) : Optional.empty();
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

  private Optional<Answer> refuseForeigner(HttpServerRequest request) {
    return isForeignPage(request)
        ? Optional.of(Answer.problem(403, "a page of another site may not ask"))
        : refuseForeignName(request);
  }

  /** It could not read the answer, but take all places of the readers of events. */
  private static boolean isForeignPage(HttpServerRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    return site != null
        && !site.equals("same-origin")
        && !site.equals("none")
        && !"navigate".equals(request.getHeader("Sec-Fetch-Mode"));
  }

  /** A page of some site may have its name point here, and have a browser on this machine ask. */
  private Optional<Answer> refuseForeignName(HttpServerRequest request) {
    HostAndPort asked = request.authority();
    if (asked == null || config.isForItsOwnerAlone() || isOfThisMachine(asked.host())) {
      return Optional.empty();
    }
    return Optional.of(Answer.problem(403, "ask by IP address or as localhost, or show the token"));
  }

  private static boolean isOfThisMachine(String host) {
    return host.equalsIgnoreCase("localhost")
        || NetUtil.isValidIpV4Address(host)
        || NetUtil.isValidIpV6Address(host);
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
