package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The samples, run as the README says.
@Tag("docker")
final class SamplesIT {
  private static final Pattern ADDRESS = Pattern.compile("http://127\\.\\d+\\.\\d+\\.\\d+");
  private static final Pattern SERVER = Pattern.compile("address +([\\d.]+):80\n");

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void nginx_serves_a_page_of_php_fpm_on_port_80_from_one_address() throws Exception {
    var run = bench.start("run", "--project", bench.project(), sample("nginx-php-fpm"));

    var line = run.awaitErr(l -> ADDRESS.matcher(l).find(), TaskdockProcess.PATIENCE_FOR_IMAGES);
    assertThat(line).startsWith("nginx-php-fpm/").endsWith("  (nginx, port 80)");
    var address = ADDRESS.matcher(line);
    assertThat(address.find()).isTrue();
    var page = Workbench.get(address.group());

    assertThat(page)
        .contains("both containers have one address", "made by        php-fpm 8.")
        .contains("greeting       hello from one task", "passes to      fastcgi 127.0.0.1:9000");
    var server = SERVER.matcher(page);
    assertThat(server.find()).as(page).isTrue();
    assertThat(page).contains("as php-fpm sees it").contains("address        " + server.group(1));
    assertThat(run.awaitOut(l -> l.contains("\"GET / HTTP/1.1\" 200"))).startsWith("nginx   | ");

    run.signal("INT");
    run.endsWith(130);
    assertThat(run.err())
        .anyMatch(l -> l.endsWith("STOPPED (UserInitiated: Task stopped by user)"));
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void a_batch_task_gives_its_lines_in_order_and_its_exit_code() {
    var run = bench.start("run", "--project", bench.project(), sample("one-off"));

    run.endsWith(3);
    assertThat(run.out())
        .containsExactly(
            "job | batch 1 of 3",
            "job | batch 2 of 3",
            "job | batch 3 of 3",
            "job | ending with 3");
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void a_batch_task_succeeds_with_another_environment() {
    var run =
        bench.done("run", "--project", bench.project(), "-e", "EXIT_CODE=0", sample("one-off"));

    assertThat(run.out()).endsWith("job | ending with 0");
  }

  private static String sample(String name) {
    return Workbench.home().resolve("samples").resolve(name).resolve("taskdef.json").toString();
  }
}
