package dev.alpnmux.gateway.admin;

import dev.alpnmux.gateway.admin.Page.Access;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The status page: files that hold nothing of this gateway, so everybody may have them. They are
 * read once, with this class.
 */
final class PageFiles {
  private static final String FOLDER = "/page/";
  private static final Map<String, String> TYPES =
      Map.of("html", "text/html", "css", "text/css", "js", "text/javascript");

  private static final List<Page> PAGES =
      Stream.of(
              "status.css", "status.js", "feed.js", "dom.js", "sections.js", "doors.js", "trial.js")
          .map(name -> page(FOLDER + name, name))
          .toList();
  private static final Page FIRST = page("/", "status.html");

  private PageFiles() {}

  static List<Page> all() {
    return Stream.concat(Stream.of(FIRST), PAGES.stream()).toList();
  }

  /** Whether this is a part of the status page, which nobody asks for by itself. */
  static boolean isPart(Page page) {
    return page.name().startsWith(FOLDER);
  }

  private static Page page(String path, String name) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1)) + "; charset=utf-8";
    Answer answer = Answer.of(200, type, read(name));
    return Page.get(path, Access.EVERYBODY, () -> answer);
  }

  private static String read(String name) {
    try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
