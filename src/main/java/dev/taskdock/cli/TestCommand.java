package dev.taskdock.cli;

import dev.taskdock.app.FileWatch;
import dev.taskdock.app.Preparation;
import dev.taskdock.app.PullPolicy;
import dev.taskdock.app.RunRequest;
import dev.taskdock.app.StateFolder;
import dev.taskdock.app.Taskdock;
import dev.taskdock.app.Workload;
import dev.taskdock.json.JsonWriter;
import dev.taskdock.smoke.Defaults;
import dev.taskdock.smoke.Passes;
import dev.taskdock.smoke.Report;
import dev.taskdock.smoke.Report.End;
import dev.taskdock.smoke.SmokeTest;
import dev.taskdock.smoke.Subject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `taskdock test`: the smoke test before the push.
final class TestCommand implements Callable<Integer> {
  private static final int PATIENCE = 300;

  private final Terminal terminal;
  private final DefinitionOptions definition = new DefinitionOptions();
  private final AwsOptions aws = new AwsOptions();
  private PullPolicy pull = PullPolicy.DEFAULT;
  private @Nullable String project;
  private @Nullable Path junit;
  private boolean github;
  private boolean json;
  private int repeat = 1;
  private int timeout = PATIENCE;
  private int timeScale = 1;
  private boolean keep;
  private boolean watch;
  private boolean noColour;
  private boolean quiet;

  private final CountDownLatch dismissed = new CountDownLatch(1);
  private final AtomicReference<Runnable> onSignal = new AtomicReference<>(() -> {});

  private TestCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  static CommandSpec of(Terminal terminal) {
    return new TestCommand(terminal).options().spec();
  }

  private Options options() {
    var options =
        Options.of(
            this, "test", "Start, wait until steady, probe, take down: the gate before a push.");
    definition.addTo(options);
    aws.addTo(options);
    return options
        .text(
            v -> project = v, "NAME", "The folder's name or the family, if not given.", "--project")
        .value(
            PullPolicy.class,
            v -> pull = v,
            "WHEN",
            "When to pull images: default (what is missing), always, never.",
            "--pull")
        .value(
            Path.class, v -> junit = v, "FILE", "Write the result as JUnit's XML too.", "--junit")
        .flag(v -> github = v, "Say failures as annotations of GitHub Actions too.", "--github")
        .flag(v -> json = v, "The result as one line of JSON.", "--json")
        .value(int.class, v -> repeat = v, "N", "Do it N times; each must pass.", "--repeat")
        .value(
            int.class,
            v -> timeout = v,
            "SECONDS",
            "How long it may take to become steady (300).",
            "--timeout")
        .value(
            int.class,
            v -> timeScale = v,
            "N",
            "Make ECS's waits N times shorter: to settle, to bake, to cool down.",
            "--time-scale")
        .flag(
            v -> keep = v,
            "Where something fails, leave all of it up until Ctrl-C.",
            "--keep-on-failure")
        .flag(v -> watch = v, "Do it again whenever a file of it changes, until Ctrl-C.", "--watch")
        .flag(v -> noColour = v, "No colours.", "--no-color")
        .flag(v -> quiet = v, "No progress, only the result.", "-q", "--quiet")
        .footer(
            "%nExamples:%n",
            "  taskdock test",
            "  taskdock test taskdef.json",
            "  taskdock test --junit target/smoke.xml --github",
            "  taskdock test && taskdock gate --push",
            "",
            "What is tried stands under `tests` in taskdock.yaml; without it, each container must",
            "keep running, each port answer, each target be healthy, and all of it stop when told to.",
            "Exit codes: 0 passed, 1 failed, 2 usage or input, 3 no engine, 4 not started, 5 timed out.");
  }

  @Override
  public Integer call() throws Exception {
    var shown = noColour ? terminal.plain() : terminal;
    if (repeat < 1 || repeat > 1000 || timeout < 1 || timeScale < 1) {
      shown.err().println("taskdock: --repeat is 1 to 1000, --timeout and --time-scale at least 1");
      return ExitCode.USAGE;
    }
    Refusals.check(shown, 1, List.of(), project);
    var tested = ProjectLoader.loadToTest(shown, definition, aws, Optional.ofNullable(project));
    Refusals.checkRole(shown, aws.role());
    Refusals.checkAws(shown, tested.project().local().aws());
    Signals.hear(_ -> {
      dismissed.countDown();
      onSignal.get().run();
    });
    try (var taskdock = Taskdock.setUp(Optional.empty(), shown.err()::println)) {
      return watch ? again(shown, taskdock, tested) : rounds(shown, taskdock, tested);
    }
  }

  /// Once more for each change, until somebody has seen enough; the code of the last one counts.
  /// What changes while a test runs counts as well, so files are watched from before it.
  private int again(Terminal shown, Taskdock taskdock, Tested first) throws Exception {
    var tested = first;
    int last = ExitCode.FINE;
    boolean due = true;
    while (dismissed.getCount() > 0) {
      var watched =
          Change.Watched.of(
              tested.texts().keySet(), Path.of(tested.project().file()), tested.project().local());
      try (var files = Watch.open(watched)) {
        last = due ? rounds(shown, taskdock, tested) : last;
        shown.err().println("waiting for a change; Ctrl-C ends");
        onSignal.set(() -> closed(files));
        // Who was dismissed before that has nobody to close the files for him.
        var changed = dismissed.getCount() > 0 ? files.await() : Set.<Path>of();
        onSignal.set(() -> {});
        due = dismissed.getCount() > 0 && !Change.of(changed, watched).isEmpty();
        if (due) {
          shown.err().println(changed.iterator().next().getFileName() + " changed");
          tested = ProjectLoader.loadToTest(shown, definition, aws, Optional.ofNullable(project));
        }
      } catch (Rejected _) {
        last = ExitCode.USAGE;
        due = false;
      }
    }
    return last;
  }

  private static void closed(FileWatch files) {
    try {
      files.close();
    } catch (IOException _) {
      // Then it is closed already.
    }
  }

  private int rounds(Terminal shown, Taskdock taskdock, Tested tested)
      throws InterruptedException, IOException {
    var reports = new ArrayList<Report>();
    for (int round = 1; round <= repeat; round++) {
      var report = once(shown, taskdock, tested);
      reports.add(report);
      show(shown, report, round);
      if (report.end() == End.ENGINE_LOST || report.end() == End.INTERRUPTED) {
        break;
      }
    }
    return ended(shown, tested, reports);
  }

  private Report once(Terminal shown, Taskdock taskdock, Tested tested)
      throws InterruptedException {
    var loaded = tested.project();
    var probes =
        tested.probes().isEmpty()
            ? Defaults.of(tested.workload(), tested.origins())
            : tested.probes();
    var workload =
        switch (tested.workload()) {
          case Workload.Tasks alone -> alone;
          case Workload.Services services -> services.times(timeScale);
        };
    var request =
        new RunRequest(
            workload,
            loaded.name(),
            loaded.file(),
            loaded.local(),
            pull,
            definition.platform(),
            List.of(),
            false,
            aws.role());
    try (var preparation = Preparation.begin(true);
        var progress = new TestProgress(shown, quiet || json)) {
      var test =
          SmokeTest.of(
              taskdock,
              preparation,
              new Subject(request, probes, Duration.ofSeconds(timeout), Path.of("")),
              progress);
      onSignal.set(test::interrupt);
      return test.run(soFar -> look(shown, soFar));
    } finally {
      onSignal.set(() -> {});
    }
  }

  /// Leaves a failed test up until somebody has seen enough.
  private void look(Terminal shown, Report soFar) throws InterruptedException {
    if (!keep) {
      return;
    }
    onSignal.set(() -> {});
    new TestScreen(shown).showBriefly(soFar);
    shown
        .err()
        .println(
            "kept up for a look: taskdock ps, logs, exec, metadata from another terminal;"
                + " Ctrl-C takes it down");
    dismissed.await();
  }

  private void show(Terminal shown, Report report, int round) {
    if (!json) {
      var screen = new TestScreen(shown);
      screen.show(report, repeat > 1 ? Optional.of(round + " of " + repeat) : Optional.empty());
    }
    if (github) {
      Annotations.of(report).forEach(shown.err()::println);
    }
  }

  private int ended(Terminal shown, Tested tested, List<Report> reports) throws IOException {
    var worst =
        reports.stream()
            .filter(r -> r.end() != End.PASSED)
            .findFirst()
            .orElseGet(reports::getFirst);
    if (junit != null) {
      var folder = junit.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.write(junit, JunitXml.of(reports).getBytes(StandardCharsets.UTF_8));
    }
    if (json) {
      JsonWriter.writeLine(shown.out(), ReportShape.of(reports));
    } else if (reports.size() > 1) {
      long passed = reports.stream().filter(r -> r.end() == End.PASSED).count();
      var data = shown.data();
      data.println("%d of %d rounds passed".formatted(passed, reports.size()));
      data.flush();
    }
    remember(tested, worst);
    return code(worst.end());
  }

  private static void remember(Tested tested, Report worst) throws IOException {
    var passes = new Passes(StateFolder.passes(System.getenv()));
    if (worst.end() == End.PASSED) {
      passes.remember(
          new Passes.Pass(tested.project().name(), Instant.now(), hashes(tested), worst.images()));
    } else {
      passes.forget(tested.project().name());
    }
  }

  /// The hash of each file that says what runs, by its absolute path.
  static Map<String, String> hashes(Tested tested) {
    var hashes = new HashMap<String, String>();
    tested
        .texts()
        .forEach((file, text) ->
            hashes.put(Path.of(file).toAbsolutePath().normalize().toString(), Passes.hash(text)));
    return hashes;
  }

  private static int code(End end) {
    return switch (end) {
      case PASSED -> ExitCode.FINE;
      case FAILED -> ExitCode.FAILED;
      case NOT_STARTED -> ExitCode.NOT_STARTED;
      case TIMED_OUT -> ExitCode.TIMED_OUT;
      case ENGINE_LOST -> ExitCode.NO_ENGINE;
      case INTERRUPTED -> ExitCode.INTERRUPTED;
    };
  }
}
