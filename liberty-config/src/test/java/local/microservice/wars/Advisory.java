package local.microservice.wars;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.maven.artifact.versioning.DefaultArtifactVersion;
import org.apache.maven.artifact.versioning.InvalidVersionSpecificationException;
import org.apache.maven.artifact.versioning.VersionRange;

/**
 * A row of {@code ADVISORIES.md}.
 *
 * @param id its id
 * @param library the group and name of the library
 * @param affected the versions that have the vulnerability
 * @param answer why the vulnerability does no harm here; empty if it may
 */
record Advisory(String id, String library, VersionRange affected, String answer) {

  private static final Pattern ROW =
      Pattern.compile("\\| \\[(.+?)].*? \\| `(.+?)` \\| `(.+?)` \\| .+? \\|(.*)\\|");

  static List<Advisory> all() throws IOException {
    return Files.readAllLines(Path.of("../.github/ADVISORIES.md")).stream()
        .filter(line -> line.startsWith("| ["))
        .map(Advisory::of)
        .toList();
  }

  private static Advisory of(String line) {
    Matcher row = ROW.matcher(line);
    try {
      if (!row.matches()) {
        throw new IllegalArgumentException(line);
      }
      VersionRange affected = VersionRange.createFromVersionSpec(row.group(3));
      return new Advisory(row.group(1), row.group(2), affected, row.group(4).trim());
    } catch (InvalidVersionSpecificationException unreadable) {
      throw new IllegalArgumentException(line, unreadable);
    }
  }

  boolean isAbout(String name, String version) {
    return library.equals(name) && affected.containsVersion(new DefaultArtifactVersion(version));
  }
}
