package dev.taskdock.secrets;

import dev.taskdock.input.EnvironmentFile;
import dev.taskdock.input.Source;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.Environment;
import dev.taskdock.model.RegistryLogin;
import dev.taskdock.model.SecretReference;
import dev.taskdock.model.SecretValue;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.problem.Problems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where that of a run's tasks comes from which a definition only names: its `secrets` and
/// `environmentFiles`, and the logins of its `repositoryCredentials`.
///
/// Source of the rules: amazon-ecs-agent, `agent/taskresource`; of the reasons, what stopped tasks
/// on Fargate say.
public final class Supply {
  /// Has nothing.
  public static final Supply NONE = new Supply(LocalSecrets.NONE, LocalFiles.NONE, Map.of());

  /// What Go's line scanner takes, line feed included.
  private static final int LONGEST_LINE = 64 << 10;

  private final LocalSecrets secrets;
  private final LocalFiles files;
  private final Keeper keeper;
  private final Optional<Remote> remote;

  /// @param environment the one taskdock runs in, from which secrets may be taken
  public Supply(LocalSecrets secrets, LocalFiles files, Map<String, String> environment) {
    this(secrets, files, new Keeper(environment), Optional.empty());
  }

  private Supply(LocalSecrets secrets, LocalFiles files, Keeper keeper, Optional<Remote> remote) {
    this.secrets = secrets;
    this.files = files;
    this.keeper = keeper;
    this.remote = remote;
  }

  /// The same, which asks `other` for all that is not kept here.
  public Supply asking(Remote other) {
    return new Supply(secrets, files, keeper, Optional.of(other));
  }

  /// The same, with values that count where none of the others do.
  public Supply with(Map<String, LocalSecret> more) {
    var all = new ArrayList<>(secrets.sources());
    all.add(more);
    return new Supply(new LocalSecrets(all), files, keeper, remote);
  }

  /// The value that `reference` means; empty where it is not kept here.
  public Optional<SecretValue> find(SecretReference reference) {
    try {
      return secrets
          .find(reference)
          .map(kept -> part(keeper.get(kept), reference))
          .filter(Answer.Value.class::isInstance)
          .map(answer -> ((Answer.Value) answer).value());
    } catch (Unavailable _) {
      return Optional.empty();
    }
  }

  /// The variables of one container.
  ///
  /// @param ofFiles from its environment files, which all else wins over
  /// @param secret from secrets, which win over all but the platform's
  public record Fetched(Map<String, String> ofFiles, Map<String, SecretValue> secret) {
    public Fetched {
      ofFiles = Map.copyOf(ofFiles);
      secret = Map.copyOf(secret);
    }

    /// The secrets as the container gets them.
    public Map<String, String> secretTexts() {
      var texts = new HashMap<String, String>();
      secret.forEach((name, value) -> texts.put(name, value.text()));
      return texts;
    }

    @Override
    public String toString() {
      return "Fetched" + ofFiles.keySet() + secret.keySet();
    }
  }

  /// All that `task` needs, by container.
  ///
  /// @throws Unavailable when something is not there; its message is the task's `stoppedReason`
  public Map<ContainerName, Fetched> fetch(TaskDefinition task) {
    var answers = new LinkedHashMap<Need, Answer>();
    Need.of(task).forEach(need -> answers.put(need, ask(need)));
    remote.ifPresent(other -> askToo(other, answers));
    Reason.of(answers)
        .ifPresent(reason -> {
          throw new Unavailable(reason);
        });
    var fetched = new HashMap<ContainerName, Fetched>();
    for (var container : task.containers()) {
      var secret = new HashMap<String, SecretValue>();
      answers.forEach((need, answer) -> {
        if (need.into().equals(container.name()) && answer instanceof Answer.Value(var value)) {
          secret.put(need.variable(), value);
        }
      });
      fetched.put(container.name(), new Fetched(ofFiles(container.variables().files()), secret));
    }
    return fetched;
  }

  /// Who pulls an image whose container's `repositoryCredentials` name this secret.
  ///
  /// @throws Unavailable when the secret is not there, or no login; its message is the task's
  ///   `stoppedReason`
  public RegistryLogin login(SecretReference.Asm credentials) {
    var answer = whole(credentials);
    if (!(answer instanceof Answer.Value(var value))) {
      throw new Unavailable(Reason.noLogin(credentials, answer));
    }
    try {
      return LoginText.read(value);
    } catch (Unavailable e) {
      throw new Unavailable(Reason.noLogin(credentials, new Answer.Malformed(e.why())));
    }
  }

  private Answer whole(SecretReference.Asm secret) {
    var kept = secrets.find(secret);
    try {
      return kept.<Answer>map(k -> new Answer.Value(keeper.get(k)))
          .or(() ->
              remote.flatMap(other -> Optional.ofNullable(other.ask(Set.of(secret)).get(secret))))
          .orElse(new Answer.Nowhere());
    } catch (Unavailable e) {
      return new Answer.Failed(e.why());
    }
  }

  /// The answer where neither a program nor AWS has to be asked for it.
  Optional<Answer> known(Need need) {
    boolean asks = kept(need).map(Kept.ByCommand.class::isInstance).orElse(remote.isPresent());
    return asks ? Optional.empty() : Optional.of(ask(need));
  }

  /// Whether a local copy has to stand for an environment file: one that is named, or where nobody
  /// else is asked.
  boolean needsCopy(String arn) {
    return remote.isEmpty() || file(arn).isPresent();
  }

  /// The local copy of an environment file.
  Optional<Path> file(String arn) {
    return files.find(arn);
  }

  private Answer ask(Need need) {
    var kept = kept(need);
    if (kept.isEmpty()) {
      return new Answer.Nowhere();
    }
    try {
      return fitting(part(keeper.get(kept.get()), need.secret().from()), need);
    } catch (Unavailable e) {
      return new Answer.Failed(e.why());
    }
  }

  /// All that is kept nowhere here, in one go.
  private static void askToo(Remote remote, Map<Need, Answer> answers) {
    var wanted = new LinkedHashSet<SecretReference>();
    answers.forEach((need, answer) -> {
      if (answer instanceof Answer.Nowhere) {
        wanted.add(need.secret().from());
      }
    });
    if (wanted.isEmpty()) {
      return;
    }
    var told = remote.ask(wanted);
    answers.replaceAll((need, answer) -> {
      var reference = need.secret().from();
      return answer instanceof Answer.Nowhere
          ? fitting(part(told.getOrDefault(reference, answer), reference), need)
          : answer;
    });
  }

  /// The same, unless no process can be given it.
  private static Answer fitting(Answer told, Need need) {
    int length =
        told instanceof Answer.Value(var value)
            ? Environment.length(need.variable(), value.text())
            : 0;
    return length > Environment.LONGEST
        ? new Answer.Failed(
            "with its name it has " + length + " bytes, a process takes " + Environment.LONGEST)
        : told;
  }

  private static Answer part(Answer told, SecretReference reference) {
    return told instanceof Answer.Value(var whole) ? part(whole, reference) : told;
  }

  /// What is meant of a secret.
  private static Answer part(SecretValue whole, SecretReference reference) {
    if (whole.text().indexOf(0) >= 0) {
      return new Answer.Failed("its value has a NUL character, which no variable can hold");
    }
    return switch (reference) {
      case SecretReference.Parameter _ -> new Answer.Value(whole);
      case SecretReference.Asm asm ->
          asm.jsonKey().map(key -> JsonKey.of(whole, key)).orElse(new Answer.Value(whole));
    };
  }

  private Optional<Kept> kept(Need need) {
    return secrets.find(need.of(), need.secret());
  }

  /// Of two files the first listed wins, within one the last line.
  private Map<String, String> ofFiles(List<String> arns) {
    var variables = new LinkedHashMap<String, String>();
    for (var arn : arns) {
      var text = text(arn);
      boolean tooLong =
          Arrays.stream(text.split("\n", -1))
              .anyMatch(line -> line.getBytes(StandardCharsets.UTF_8).length >= LONGEST_LINE);
      if (tooLong) {
        throw new Unavailable(Reason.lineTooLong());
      }
      EnvironmentFile.read(new Source(arn, text), new Problems()).forEach(variables::putIfAbsent);
    }
    return variables;
  }

  private String text(String arn) {
    if (!needsCopy(arn)) {
      try {
        return remote.orElseThrow().file(arn);
      } catch (Unavailable e) {
        throw new Unavailable(Reason.refusedFile(e.why()));
      }
    }
    try {
      return Keeper.read(
          file(arn).orElseThrow(() -> new Unavailable("there is no local copy of " + arn)));
    } catch (Unavailable e) {
      throw new Unavailable(Reason.noFile(e.why()));
    }
  }
}
