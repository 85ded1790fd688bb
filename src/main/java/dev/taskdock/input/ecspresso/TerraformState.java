package dev.taskdock.input.ecspresso;

import dev.taskdock.input.ConfidentialReader;
import dev.taskdock.input.JsonText;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Severity;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A `terraform.tfstate` on this machine, asked as the plugin `tfstate` asks it.
///
/// An address is that of a resource and the path of an attribute: `aws_subnet.a['x'].id`,
/// `module.web.aws_lb.main.arn`, `data.aws_vpc.main.id`, `output.name`.
record TerraformState(String file, Node root) {
  private static final Pattern ADDRESS =
      Pattern.compile(
          "((?:module\\.[\\w-]+(?:\\[[^]]*])?\\.)*+)(data\\.)?([a-z][\\w]*)\\.([\\w-]+)"
              + "(?:\\[(?:'([^']*)'|\"([^\"]*)\"|(\\d+))])?((?:\\.[\\w-]+|\\[\\d+])*+)");

  /// The state in a file; empty where it cannot be read, which is told with a warning: who does not
  /// ask for anything of it can do without.
  static Optional<TerraformState> read(Path path, Problems problems) {
    var own = new Problems();
    var state =
        Source.read(path, own)
            .flatMap(s ->
                ConfidentialReader.read(s, true, own)
                    .map(root -> new TerraformState(s.file(), root)));
    own.all().forEach(d -> problems.add(d.as(Severity.WARNING)));
    return state;
  }

  Optional<String> value(String address) {
    if (!(root instanceof Node.Mapping state)) {
      return Optional.empty();
    }
    if (address.startsWith("output.")) {
      return at(state, "outputs")
          .flatMap(o -> at(o, first(address.substring("output.".length()))))
          .flatMap(o -> at(o, "value"))
          .map(TerraformState::text);
    }
    var parts = ADDRESS.matcher(address);
    if (!parts.matches()) {
      return Optional.empty();
    }
    var module = parts.group(1).replaceFirst("\\.$", "").replace('\'', '"');
    var mode = parts.group(2) == null ? "managed" : "data";
    return items(state, "resources").stream()
        .filter(Node.Mapping.class::isInstance)
        .map(Node.Mapping.class::cast)
        .filter(r -> Nodes.textOf(r, "mode").orElse("managed").equals(mode))
        .filter(r -> Nodes.textOf(r, "module").orElse("").equals(module))
        .filter(r -> Nodes.textOf(r, "type").filter(parts.group(3)::equals).isPresent())
        .filter(r -> Nodes.textOf(r, "name").filter(parts.group(4)::equals).isPresent())
        .flatMap(r -> items(r, "instances").stream())
        .filter(i -> isOf(i, parts.group(5), parts.group(6), parts.group(7)))
        .findFirst()
        .flatMap(i -> at(i, "attributes"))
        .flatMap(a -> followed(a, parts.group(8)))
        .map(TerraformState::text);
  }

  private static boolean isOf(
      Node instance,
      @org.jspecify.annotations.Nullable String single,
      @org.jspecify.annotations.Nullable String twice,
      @org.jspecify.annotations.Nullable String number) {
    var key = single != null ? single : twice != null ? twice : number;
    return key == null
        || (instance instanceof Node.Mapping object
            && Nodes.textOf(object, "index_key").filter(key::equals).isPresent());
  }

  private static Optional<Node> followed(Node node, String path) {
    Optional<Node> found = Optional.of(node);
    for (var step : List.of(path.replace("[", ".").replace("]", "").split("\\."))) {
      if (!step.isEmpty()) {
        found = found.flatMap(n -> at(n, step));
      }
    }
    return found;
  }

  private static Optional<Node> at(Node node, String step) {
    return switch (node) {
      case Node.Mapping object -> object.get(step);
      case Node.Sequence list ->
          step.matches("\\d{1,6}") && Integer.parseInt(step) < list.items().size()
              ? Optional.of(list.items().get(Integer.parseInt(step)))
              : Optional.empty();
      case Node.Scalar _ -> Optional.empty();
    };
  }

  private static List<Node> items(Node.Mapping object, String name) {
    return object.get(name).orElse(null) instanceof Node.Sequence list ? list.items() : List.of();
  }

  private static String first(String path) {
    int dot = path.indexOf('.');
    return dot < 0 ? path : path.substring(0, dot);
  }

  private static String text(Node node) {
    return node instanceof Node.Scalar scalar ? scalar.text() : JsonText.of(node);
  }
}
