package dev.alpnmux.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sources of the tests of all modules, which stand beside this one's folder. */
final class TestSources {
  private static final Pattern REFERENCE = Pattern.compile("([\\w.]+)#(\\w+)(?:\\(([\\w.-]+)\\))?");

  private final List<Path> modules;

  private TestSources(List<Path> modules) {
    this.modules = modules;
  }

  static TestSources ofAllModules() {
    try (Stream<Path> folders = Files.list(Path.of("..").toAbsolutePath().normalize())) {
      return new TestSources(
          folders.filter(folder -> Files.isDirectory(folder.resolve("src/test/java"))).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether {@code class#method} is in the sources, and the file that is named with it too. */
  boolean have(String reference) {
    Matcher parts = REFERENCE.matcher(reference);
    if (!parts.matches()) {
      return false;
    }
    String source = "src/test/java/" + parts.group(1).replace('.', '/') + ".java";
    return modules.stream()
        .filter(module -> Files.isRegularFile(module.resolve(source)))
        .anyMatch(
            module ->
                hasMethod(module.resolve(source), parts.group(2))
                    && (parts.group(3) == null || hasResource(module, parts.group(3))));
  }

  private static boolean hasMethod(Path source, String name) {
    try {
      return Pattern.compile("\\bvoid " + name + "\\(").matcher(Files.readString(source)).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasResource(Path module, String name) {
    try (Stream<Path> files = Files.walk(module.resolve("src/test/resources"))) {
      return files.anyMatch(file -> file.getFileName().toString().equals(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
