package local.microservice.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program. It runs in the project's folder, as a user would run it.
 *
 * @param name the program
 * @param environment variables in addition to those of this process
 */
public record Command(String name, Map<String, String> environment) {

  /**
   * The result of a run.
   *
   * @param exit the exit code
   * @param output its standard output and standard error
   */
  public record Result(int exit, String output) {}

  /** Runs the program with these arguments and waits for its end. */
  public Result run(String... arguments) throws IOException, InterruptedException {
    return run(List.of(arguments), "");
  }

  /** The same with a text as standard input. */
  public Result run(List<String> arguments, String input) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(name));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(Path.of("..").toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    try (var toProcess = process.outputWriter(UTF_8)) {
      toProcess.write(input);
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Result(process.waitFor(), output);
  }

  /**
   * Runs the program and checks that it succeeds. Returns its output without white space at the
   * ends.
   */
  public String output(String... arguments) throws IOException, InterruptedException {
    return output(List.of(arguments), "");
  }

  /** The same with a text as standard input. */
  public String output(List<String> arguments, String input)
      throws IOException, InterruptedException {
    Result result = run(arguments, input);
    assertThat(result.exit).as("%s %s: %s", name, arguments, result.output).isZero();
    return result.output.trim();
  }
}
