package dev.alpnmux.gateway.admin;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * One admin page.
 *
 * @param method the only method that it is for; a page for GET answers HEAD too
 * @param name its path as documents write it, such as {@code /connections/ID/close}
 * @param path what its path looks like
 * @param access who may have it
 * @param content makes the answer
 */
record Page(
    String method,
    String name,
    Pattern path,
    Access access,
    Function<HttpServerRequest, Future<Answer>> content) {
  /** Who may have a page. */
  enum Access {
    /** Everybody who gets to the address. */
    EVERYBODY,
    /** Who is on this machine, or shows the token. */
    READER,
    /** Who shows the token, or has the permissions of the gateway's user. */
    OPERATOR
  }

  /** A page to look at. */
  static Page get(String path, Access access, Function<HttpServerRequest, Answer> content) {
    return getLater(path, access, request -> Future.succeededFuture(content.apply(request)));
  }

  /** A page to look at whose answer takes a while. */
  static Page getLater(
      String path, Access access, Function<HttpServerRequest, Future<Answer>> content) {
    return new Page("GET", path, Pattern.compile(Pattern.quote(path)), access, content);
  }

  /** A page to look at that asks nothing. */
  static Page get(String path, Access access, Supplier<Answer> content) {
    return get(path, access, request -> content.get());
  }

  /** A page that changes something. */
  static Page post(String path, Function<HttpServerRequest, Future<Answer>> content) {
    return new Page(
        "POST",
        path,
        Pattern.compile(path.replace("/ID/", "/[0-9]{1,18}/")),
        Access.OPERATOR,
        content);
  }

  boolean isAt(String requested) {
    return path.matcher(requested).matches();
  }

  boolean answers(String requestedMethod) {
    return method.equals(requestedMethod) || method.equals("GET") && requestedMethod.equals("HEAD");
  }

  @Override
  public String toString() {
    return method + ' ' + name;
  }
}
