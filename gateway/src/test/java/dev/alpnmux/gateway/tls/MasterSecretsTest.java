package dev.alpnmux.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterSecretsTest {
  private static final Duration ROTATION = Duration.ofHours(12);
  private static final String DIGITS = "0123456789abcdef".repeat(4);

  @TempDir private Path folder;
  private Path file;
  private Instant now = Instant.parse("2026-01-31T10:00:00Z");

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("ticket-keys");
  }

  private MasterSecrets open() throws MasterSecretsException {
    return MasterSecrets.open(Optional.of(file), ROTATION, () -> now);
  }

  private static List<MasterSecret> secrets(MasterSecrets of) {
    return of.generation().secrets();
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void firstStartMakesAFileForItsOwnerAlone() throws Exception {
    MasterSecrets first = open();

    assertThat(secrets(first)).hasSize(1);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.readString(file))
        .matches("alpnmux ticket keys 1\n2026-01-31T10:00:00Z [0-9a-f]{64}\n");
  }

  @Test
  void nextStartAndReplicasHaveTheSameSecrets() throws Exception {
    assertThat(secrets(open())).isEqualTo(secrets(open()));
  }

  @Test
  void secretsOfTwoFilesDiffer() throws Exception {
    List<MasterSecret> one = secrets(open());
    Files.delete(file);

    assertThat(secrets(open())).isNotEqualTo(one);
  }

  @Test
  void aSecretIsCurrentForOnePeriodAndAcceptedForOneMore() throws Exception {
    MasterSecrets secrets = open();
    MasterSecret first = secrets(secrets).get(0);

    pass(ROTATION.minusSeconds(1));
    assertThat(secrets.refresh()).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(secrets.refresh()).isTrue();
    assertThat(secrets(secrets)).hasSize(2).last().isEqualTo(first);
    pass(ROTATION);
    assertThat(secrets.refresh()).isTrue();
    assertThat(secrets(secrets)).hasSize(2).doesNotContain(first);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void inMemorySecretsRotateToo() throws Exception {
    MasterSecrets secrets = MasterSecrets.open(Optional.empty(), ROTATION, () -> now);
    MasterSecret first = secrets(secrets).get(0);

    pass(ROTATION);
    assertThat(secrets.refresh()).isTrue();
    assertThat(secrets(secrets)).hasSize(2).last().isEqualTo(first);
  }

  @Test
  void theFirstReplicaRotatesAndTheOthersTakeItOver() throws Exception {
    MasterSecrets one = open();
    MasterSecrets other = open();
    long generation = other.generation().number();

    pass(ROTATION);
    one.refresh();
    assertThat(other.refresh()).isTrue();
    assertThat(other.generation().number()).isGreaterThan(generation);
    assertThat(secrets(other)).isEqualTo(secrets(one));
    assertThat(one.refresh()).isFalse();
  }

  @Test
  void afterALongStopTheLastSecretIsWorthNothing() throws Exception {
    MasterSecret first = secrets(open()).get(0);

    pass(ROTATION.multipliedBy(2));
    assertThat(secrets(open())).hasSize(1).doesNotContain(first);
  }

  @Test
  void aSecretOfAWrongClockIsReplaced() throws Exception {
    write("alpnmux ticket keys 1\n2036-01-31T10:00:00Z " + DIGITS + "\n");

    assertThat(secrets(open())).first().extracting(MasterSecret::made).isEqualTo(now);
  }

  @Test
  void aFileThatIsRemovedIsMadeAnew() throws Exception {
    MasterSecrets secrets = open();
    MasterSecret first = secrets(secrets).get(0);

    Files.delete(file);
    assertThat(secrets.refresh()).isTrue();
    assertThat(secrets(secrets)).hasSize(1).doesNotContain(first);
  }

  @Test
  void whereALinkLeadsTheFileIsReplaced() throws Exception {
    Path shared = Files.createDirectory(folder.resolve("shared")).resolve("keys");
    write("alpnmux ticket keys 1\n2026-01-30T10:00:00Z " + DIGITS + "\n");
    Files.move(file, shared);
    Files.createSymbolicLink(file, shared);

    open();
    assertThat(file).isSymbolicLink();
    assertThat(Files.readString(shared)).doesNotContain(DIGITS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw-----w-", "rw----r--"})
  void aFileThatOthersCanUseIsRefused(String permissions) throws Exception {
    open();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

    assertThatThrownBy(this::open)
        .isInstanceOf(MasterSecretsException.class)
        .hasMessage(
            file
                + ": others than its owner have permissions on it; run chmod 600 on it, or remove"
                + " it if somebody may have read it, and a new one is made");
  }

  @Test
  void aDamagedFileIsRefusedAndLeftAsItIs() throws Exception {
    isDamaged("", "its first line is not \"alpnmux ticket keys 1\"");
    isDamaged("alpnmux ticket keys 2\n", "its first line is not \"alpnmux ticket keys 1\"");
    isDamaged("alpnmux ticket keys 1\n", "it does not hold one secret or two");
    String good = "2026-01-31T10:00:00Z " + DIGITS + "\n";
    isDamaged("alpnmux ticket keys 1\n" + good.repeat(3), "it does not hold one secret or two");
    isDamaged(
        "alpnmux ticket keys 1\n" + good + "2026-01-31T10:00:00Z " + DIGITS.substring(1) + "\n",
        "line 3 is not a time and 64 digits");
    isDamaged(
        "alpnmux ticket keys 1\n2026-02-31T10:00:00Z " + DIGITS + "\n",
        "line 2 has a time that is none");
  }

  private void isDamaged(String text, String how) throws IOException {
    write(text);
    assertThatThrownBy(this::open)
        .isInstanceOf(MasterSecretsException.class)
        .hasMessage(file + ": it is damaged: " + how + "; remove it, and a new one is made");
    assertThat(Files.readString(file)).isEqualTo(text);
  }

  @Test
  void aRunningGatewayKeepsItsSecretsWhenTheFileIsDamaged() throws Exception {
    MasterSecrets secrets = open();
    List<MasterSecret> before = secrets(secrets);
    write("nonsense");

    assertThatThrownBy(secrets::refresh).isInstanceOf(MasterSecretsException.class);
    assertThat(secrets(secrets)).isEqualTo(before);
  }

  @Test
  void aFolderThatIsNotThereIsRefused() {
    file = folder.resolve("nowhere").resolve("ticket-keys");

    assertThatThrownBy(this::open)
        .hasMessage(file + ": there is no folder " + folder.resolve("nowhere") + " to make it in");
  }

  @Test
  void aFolderWithoutPermissionIsRefused() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-x------"));
    try {
      assumeFalse(Files.isWritable(folder), "this user may write everywhere");
      assertThatThrownBy(this::open)
          .hasMessage(
              file + ": no permission to write into its folder " + folder + " as this user");
    } finally {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void aFolderInPlaceOfTheFileIsRefused() throws Exception {
    Files.createDirectory(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

    assertThatThrownBy(this::open).isInstanceOf(MasterSecretsException.class);
  }

  @Test
  void checkMakesNothing() throws Exception {
    MasterSecrets.check(file);

    assertThat(file).doesNotExist();
  }

  @Test
  void secretsStayOutOfLogs() throws Exception {
    assertThat(secrets(open()).get(0)).hasToString("MasterSecret[2026-01-31T10:00:00Z]");
  }
}
