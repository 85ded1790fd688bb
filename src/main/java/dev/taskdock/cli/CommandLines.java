package dev.taskdock.cli;

import dev.taskdock.app.Ahead;
import dev.taskdock.app.ControlSocket;
import dev.taskdock.app.Taskdock;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// The commands as picocli knows them, and the one place where a failure becomes an exit code.
final class CommandLines {
  /// In the order in which the help lists them.
  private static final List<String> ALL =
      List.of(
          "run",
          "up",
          "lb",
          "services",
          "scale",
          "deploy",
          "continue",
          "alarm",
          "events",
          "ps",
          "logs",
          "reach",
          "forward",
          "dns",
          "discover",
          "connect",
          "exec",
          "metadata",
          "stop",
          "down",
          "prune",
          "validate",
          "plan",
          "config",
          "import",
          "explain",
          "test",
          "gate",
          "doctor",
          "completion",
          "sweep",
          "warm-up");

  /// Those that read what a user wrote.
  private static final List<String> OF_FILES =
      List.of("run", "up", "validate", "plan", "config", "import", "test", "gate", "deploy");

  private CommandLines() {}

  /// Runs one command on the process's own streams.
  static int execute(String... arguments) {
    if (Thread.getDefaultUncaughtExceptionHandler() == null) {
      Thread.setDefaultUncaughtExceptionHandler(CommandLines::unheard);
    }
    return execute(Terminal.system(), arguments);
  }

  /// Runs one command.
  static int execute(Terminal terminal, String... arguments) {
    var line = arguments.length > 0 ? of(terminal, arguments[0]) : of(terminal);
    return execute(line, terminal.err(), arguments);
  }

  /// Runs one command of `line`; what breaks the machine below it ends in a line too.
  static int execute(CommandLine line, PrintStream err, String... arguments) {
    try {
      return line.execute(arguments);
    } catch (StackOverflowError | OutOfMemoryError e) {
      return exhausted(err, e, arguments.length > 0 && OF_FILES.contains(arguments[0]));
    } catch (Error e) {
      OurFault.report(err, e);
      return ExitCode.OURS;
    }
  }

  /// A thread of which nobody hears how it ended.
  private static void unheard(Thread thread, Throwable fault) {
    var kind = fault.getClass().getSimpleName();
    System.err.println("taskdock: a fault of taskdock's in '" + thread.getName() + "': " + kind);
  }

  private static int exhausted(PrintStream err, Error e, boolean reads) {
    if (!reads) {
      OurFault.report(err, e);
      return ExitCode.OURS;
    }
    var what = e instanceof StackOverflowError ? "depth" : "memory";
    err.println("taskdock: this file needs more " + what + " than taskdock gives it");
    return ExitCode.USAGE;
  }

  /// The command line with all commands.
  static CommandLine of(Terminal terminal) {
    return with(terminal, ALL, Optional.empty());
  }

  /// The command line with the one command that is asked for: picocli reads every annotation of
  /// every command it knows, which would cost a short one as much as all that it does itself.
  private static CommandLine of(Terminal terminal, String asked) {
    return ALL.contains(asked) && !asked.equals("completion")
        ? with(terminal, List.of(asked), ahead(asked))
        : of(terminal);
  }

  /// An engine is slower to answer than a command line is to read; so it is asked first.
  private static Optional<Ahead<Taskdock>> ahead(String asked) {
    return switch (asked) {
      case "run", "up" -> Optional.of(Ahead.of(Taskdock::openForRun));
      case "ps" -> Optional.of(Ahead.of(Taskdock::open));
      default -> Optional.empty();
    };
  }

  private static CommandLine with(
      Terminal terminal, List<String> names, Optional<Ahead<Taskdock>> opened) {
    var line = new CommandLine(Root.spec());
    for (var name : names) {
      var command = new CommandLine(command(terminal, name, opened));
      // What follows the container's name belongs to the command that is run in it.
      command.setStopAtPositional(name.equals("exec"));
      line.addSubcommand(command);
    }
    addHelp(line);
    line.getSubcommands().values().forEach(CommandLines::addHelp);
    line.setUsageHelpAutoWidth(true);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    // `--overrides @FILE` is ours to read; to picocli it would be a file of arguments.
    line.setExpandAtFiles(false);
    line.setParameterExceptionHandler((e, _) -> misused(terminal.err(), e));
    line.setExecutionExceptionHandler((e, _, _) -> failed(terminal.err(), e));
    return line;
  }

  private static Object command(Terminal terminal, String name, Optional<Ahead<Taskdock>> opened) {
    return switch (name) {
      case "run" -> RunCommand.of(terminal, opened);
      case "up" -> UpCommand.of(terminal, opened);
      case "import" -> ImportCommand.of(terminal);
      case "lb" -> LbCommand.of(terminal);
      case "scale" -> new ScaleCommand(terminal);
      case "deploy" -> new DeployCommand(terminal);
      case "continue" -> new ContinueCommand(terminal);
      case "alarm" -> new AlarmCommand(terminal);
      case "events" -> new EventsCommand(terminal);
      case "services" -> new ServicesCommand(terminal);
      case "ps" -> PsCommand.of(terminal, opened);
      case "reach" -> new ReachCommand(terminal);
      case "dns" -> new DnsCommand(terminal);
      case "discover" -> new DiscoverCommand(terminal);
      case "connect" -> new ConnectCommand(terminal);
      case "forward" -> new ForwardCommand(terminal);
      case "logs" -> new LogsCommand(terminal);
      case "exec" -> new ExecCommand(terminal);
      case "metadata" -> new MetadataCommand(terminal);
      case "stop" -> new StopCommand(terminal);
      case "down" -> new DownCommand(terminal);
      case "prune" -> new PruneCommand(terminal);
      case "validate" -> ValidateCommand.of(terminal);
      case "plan" -> PlanCommand.of(terminal);
      case "config" -> ConfigCommand.of(terminal);
      case "explain" -> new ExplainCommand(terminal);
      case "test" -> TestCommand.of(terminal);
      case "gate" -> GateCommand.of(terminal);
      case "doctor" -> new DoctorCommand(terminal);
      case "completion" -> new CompletionCommand(terminal);
      case "sweep" -> new SweepCommand();
      case "warm-up" -> new WarmUpCommand(terminal);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static void addHelp(CommandLine line) {
    Options.addHelp(line.getCommandSpec());
  }

  private static int misused(PrintStream err, CommandLine.ParameterException e) {
    err.println("taskdock: " + e.getMessage() + suggestion(e));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    }
    return ExitCode.USAGE;
  }

  /// The command or option that was meant by a word that is none.
  private static String suggestion(CommandLine.ParameterException e) {
    if (!(e instanceof CommandLine.UnmatchedArgumentException unmatched)) {
      return "";
    }
    var line = e.getCommandLine();
    var names =
        unmatched.isUnknownOption()
            ? line.getCommandSpec().optionsMap().keySet()
            : line.getSubcommands().keySet();
    return Nearest.of(unmatched.getUnmatched().getFirst().split("=", 2)[0], names)
        .map(near -> "; did you mean " + near + "?")
        .orElse("");
  }

  private static int failed(PrintStream err, Exception e) {
    return switch (e) {
      case Rejected _ -> ExitCode.USAGE;
      case EngineException refused -> refused(err, refused);
      case InterruptedException _ -> ExitCode.INTERRUPTED;
      case ControlSocket.Silent silent -> {
        err.println("taskdock: " + silent.getMessage());
        yield ExitCode.FAILED;
      }
      case FileSystemException unusable -> unusable(err, unusable);
      case UncheckedIOException io when io.getCause() instanceof FileSystemException unusable ->
          unusable(err, unusable);
      default -> {
        OurFault.report(err, e);
        yield ExitCode.OURS;
      }
    };
  }

  /// A file or folder of this machine that cannot be used as a command needs it.
  private static int unusable(PrintStream err, FileSystemException e) {
    var why =
        switch (e) {
          case AccessDeniedException _ -> "permission denied";
          case NoSuchFileException _ -> "not there";
          case FileAlreadyExistsException _ -> "no folder";
          default -> e.getReason() == null ? "cannot be used" : e.getReason();
        };
    err.println("taskdock: " + Quoted.of(String.valueOf(e.getFile())) + ": " + why);
    return ExitCode.USAGE;
  }

  private static int refused(PrintStream err, EngineException e) {
    err.println("taskdock: " + e.failure().message());
    return e.failure() instanceof EngineFailure.Unreachable ? ExitCode.NO_ENGINE : ExitCode.FAILED;
  }

  /// The program itself.
  private static final class Root implements Callable<Integer> {
    private boolean version;
    private @Nullable CommandSpec spec;

    static CommandSpec spec() {
      var root = new Root();
      var spec =
          Options.of(
                  root,
                  "taskdock",
                  "Runs ECS/Fargate task definitions on this machine the way Fargate runs them.")
              .flag(v -> root.version = v, "Show the version.", "--version")
              .footer(
                  "%nExamples:%n",
                  "  taskdock run taskdef.json           its logs here; Ctrl-C stops it as ECS would",
                  "  taskdock run -d --count 3 taskdef.json",
                  "  taskdock validate taskdefs/*.json   what Fargate would refuse, and where",
                  "  taskdock ps                         what runs, from any terminal",
                  "",
                  "taskdock COMMAND --help tells more.")
              .spec();
      spec.usageMessage().synopsisSubcommandLabel("COMMAND");
      root.spec = spec;
      return spec;
    }

    @Override
    public Integer call() {
      var line = Objects.requireNonNull(spec).commandLine();
      if (version) {
        line.getOut().println("taskdock " + Main.version());
        return ExitCode.FINE;
      }
      throw new CommandLine.ParameterException(line, "a command is needed");
    }
  }
}
