package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Executable;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What users can see of the library, held against the file {@code api.txt}: a change of it is
 * deliberate, and its diff is read with the code.
 */
class ApiSignatureTest {
  private static final Path FILE = Path.of("api.txt");
  private static final Path CLASSES = Path.of("target", "classes");

  /** In the jar, and not exported by the module. */
  private static final String INTERNAL = "dev.alpnmux.client.dns.";

  @Test
  void aChangeOfTheApiIsDeliberate() throws IOException, ClassNotFoundException {
    String now = signatures();
    if (Boolean.getBoolean("api.update")) {
      Files.writeString(FILE, now);
    }
    assertThat(now)
        .as("if this change is meant, run the test with -Dapi.update=true and commit api.txt")
        .isEqualTo(Files.readString(FILE));
  }

  private static String signatures() throws IOException, ClassNotFoundException {
    StringBuilder text = new StringBuilder();
    for (String name : classNames()) {
      Class<?> type = Class.forName(name, false, ApiSignatureTest.class.getClassLoader());
      if (isVisible(type)) {
        text.append(heading(type)).append(parents(type)).append('\n');
        members(type).forEach(member -> text.append("  ").append(member).append('\n'));
      }
    }
    return text.toString();
  }

  /** Without the words that newer JDKs add. */
  private static String heading(Class<?> type) {
    String kind = type.isInterface() ? " " : type.isRecord() ? " record " : " class ";
    return Modifier.toString(type.getModifiers()) + kind + type.getTypeName();
  }

  private static List<String> classNames() throws IOException {
    try (Stream<Path> files = Files.walk(CLASSES)) {
      return files
          .map(file -> CLASSES.relativize(file).toString())
          .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
          .map(file -> file.replaceAll("\\.class$", "").replace('/', '.'))
          .filter(name -> !name.startsWith(INTERNAL))
          .sorted()
          .toList();
    }
  }

  private static boolean isVisible(Class<?> type) {
    boolean isPublic = Modifier.isPublic(type.getModifiers());
    Class<?> outer = type.getEnclosingClass();
    return isPublic && (outer == null || isVisible(outer));
  }

  private static String parents(Class<?> type) {
    Class<?> parent = type.getSuperclass();
    String extended =
        parent == null || parent == Object.class ? "" : " extends " + parent.getTypeName();
    List<String> implemented =
        Stream.of(type.getInterfaces()).map(Class::getTypeName).sorted().toList();
    return extended + (implemented.isEmpty() ? "" : " implements " + implemented);
  }

  private static List<String> members(Class<?> type) {
    List<AccessibleObject> all = new ArrayList<>();
    all.addAll(List.of(type.getDeclaredFields()));
    all.addAll(List.of(type.getDeclaredConstructors()));
    all.addAll(List.of(type.getDeclaredMethods()));
    return all.stream()
        .filter(member -> isVisible((Member) member))
        .map(ApiSignatureTest::written)
        .sorted()
        .toList();
  }

  private static boolean isVisible(Member member) {
    boolean isBridge = member instanceof Method method && method.isBridge();
    int modifiers = member.getModifiers();
    return (Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers))
        && !member.isSynthetic()
        && !isBridge;
  }

  private static String written(AccessibleObject member) {
    return member instanceof Executable executable
        ? executable.toGenericString()
        : member.toString();
  }
}
