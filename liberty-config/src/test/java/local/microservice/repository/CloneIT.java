package local.microservice.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import local.microservice.harness.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clone of the last commit. */
class CloneIT {

  private static final Command GIT = new Command("git", Map.of());

  @Test
  void hasTheLineEndsOfLinuxWhereGitIsSetUpForWindows(@TempDir Path clone) throws Exception {
    if (Files.notExists(Path.of("../.git"))) {
      String reason = "CloneIT: skipped, these sources are no Git repository";
      System.out.println(reason);
      assumeTrue(false, reason);
    }
    GIT.output("clone", "--quiet", "-c", "core.autocrlf=true", ".", clone.toString());

    assertThat(GIT.output("-C", clone.toString(), "ls-files", "--eol").lines())
        .isNotEmpty()
        .noneMatch(file -> file.contains(" w/crlf") || file.contains(" w/mixed"));
  }
}
