package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4004;
import static dev.taskdock.problem.Code.TD4012;
import static dev.taskdock.problem.Code.TD4021;
import static dev.taskdock.problem.Code.TD4030;
import static dev.taskdock.problem.Code.TD4031;
import static dev.taskdock.problem.Code.TD4032;
import static dev.taskdock.problem.Code.TD4034;
import static dev.taskdock.problem.Code.TD4035;
import static dev.taskdock.problem.Code.TD4036;

import dev.taskdock.model.ProtocolVersion;
import dev.taskdock.model.RuleAction;
import dev.taskdock.model.RuleAction.Forward;
import dev.taskdock.model.RuleActions;
import dev.taskdock.model.Stickiness;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Quoted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Reads the actions of a rule or the default ones of a listener.
///
/// Source: the `Action` shape and the guide to rule actions.
///
/// @param secured whether the listener speaks TLS, without which nobody signs in
record Actions(Names names, boolean secured) {
  private static final int MOST_GROUPS = 5;
  private static final int LONGEST_STICKINESS = 604_800;
  private static final List<String> TYPES =
      List.of(
          "forward",
          "redirect",
          "fixed-response",
          "authenticate-oidc",
          "authenticate-cognito",
          "jwt-validation");
  private static final List<String> CONTENT_TYPES =
      List.of("text/plain", "text/css", "text/html", "application/javascript", "application/json");

  /// The actions at the member `name` of `owner`; empty where there is no routing one.
  Optional<RuleActions> of(Members owner, String name) {
    if (!owner.has(name)) {
      owner
          .fields()
          .add(
              Diagnostic.error(TD4004, "no " + Quoted.of(name) + " here")
                  .at(owner.fields().location())
                  .because("Each rule says what is done, and so does each listener for the rest.")
                  .fixedBy("add " + name + ": [{Type: forward, TargetGroupArn: NAME}]"));
      return Optional.empty();
    }
    var written = new ArrayList<>(owner.objects(name, Shape.ACTION));
    tellOrder(owner, name, written);
    written.sort(Comparator.comparingInt(Actions::order));
    var actions = written.stream().flatMap(a -> action(a).stream()).toList();
    boolean complete = actions.size() == written.size();
    return complete ? together(owner, name, actions) : Optional.empty();
  }

  private static int order(Members action) {
    return action.text("Order").filter(t -> t.matches("\\d{1,5}")).map(Integer::valueOf).orElse(1);
  }

  private static void tellOrder(Members owner, String name, List<Members> actions) {
    actions.forEach(action -> action.number("Order", 1, 50_000));
    boolean ordered = actions.stream().allMatch(action -> action.has("Order"));
    if (actions.size() > 1 && !ordered) {
      owner.tell(
          TD4030,
          "several actions without an order",
          name,
          "AWS wants an Order for each where there is more than one.",
          "add Order: 1 to the first and so on");
    }
  }

  private Optional<RuleActions> together(Members owner, String name, List<RuleAction> actions) {
    var last = actions.isEmpty() ? Optional.<RuleAction>empty() : Optional.of(actions.getLast());
    var before = actions.subList(0, Math.max(0, actions.size() - 1));
    boolean fits =
        last.filter(RuleAction.Routing.class::isInstance).isPresent()
            && before.size() <= 1
            && before.stream().allMatch(RuleAction.Authenticating.class::isInstance);
    if (!fits) {
      owner.tell(
          TD4030,
          "actions that do not go together",
          name,
          "Exactly one of forward, redirect and fixed-response comes last; before it may come one"
              + " that asks who is there.",
          "leave one that routes");
      return Optional.empty();
    }
    return Optional.of(
        new RuleActions(
            before.stream().map(RuleAction.Authenticating.class::cast).findFirst(),
            (RuleAction.Routing) last.get()));
  }

  private Optional<RuleAction> action(Members action) {
    action.expect("Type", "forward");
    return action
        .word("Type", TYPES)
        .flatMap(type ->
            switch (type) {
              case "forward" -> forward(action);
              case "redirect" ->
                  config(action, "RedirectConfig", Shape.REDIRECT).flatMap(Actions::redirect);
              case "fixed-response" ->
                  config(action, "FixedResponseConfig", Shape.FIXED_RESPONSE)
                      .flatMap(Actions::fixed);
              case "authenticate-oidc" ->
                  config(action, "AuthenticateOidcConfig", Shape.OIDC)
                      .filter(_ -> isSecured(action, type))
                      .flatMap(SignIn::oidc);
              case "jwt-validation" ->
                  config(action, "JwtValidationConfig", Shape.JWT)
                      .filter(_ -> isSecured(action, type))
                      .flatMap(SignIn::jwt);
              default -> unsupported(action);
            });
  }

  private static Optional<RuleAction> unsupported(Members action) {
    action.tell(
        TD4034,
        "authenticate-cognito is not supported here",
        "Type",
        "There is no user pool; a pool is an OpenID provider too, and any can stand in for it.",
        "write authenticate-oidc with a provider of your own");
    return Optional.empty();
  }

  private boolean isSecured(Members action, String type) {
    if (!secured) {
      action.tell(
          TD4012,
          Quoted.of(type) + " on a listener without TLS",
          "Type",
          "AWS allows it on HTTPS listeners only.",
          "move it to an HTTPS listener");
    }
    return secured;
  }

  private static Optional<Members> config(Members action, String name, Shape shape) {
    if (!action.has(name)) {
      action.expect(name, "{…}");
    }
    return action.object(name, shape);
  }

  private Optional<RuleAction> forward(Members action) {
    var config = action.object("ForwardConfig", Shape.FORWARD);
    if (config.isEmpty()) {
      action.expect("TargetGroupArn", "NAME");
      return names.group(action).filter(g -> isReachable(action, g)).map(g -> Forward.to(g.name()));
    }
    var tuples = config.get().objects("TargetGroups", Shape.WEIGHTED);
    var groups = new ArrayList<Forward.Weighted>();
    var stickiest = new ArrayList<TargetGroup>();
    for (var tuple : tuples) {
      tuple.expect("TargetGroupArn", "NAME");
      int weight = tuple.number("Weight", 0, 999).orElse(1);
      names
          .group(tuple)
          .filter(g -> isReachable(tuple, g))
          .ifPresent(g -> {
            groups.add(new Forward.Weighted(g.name(), weight));
            stickiest.add(g);
          });
    }
    var stickiness =
        config
            .get()
            .object("TargetGroupStickinessConfig", Shape.STICKINESS)
            .flatMap(Actions::stickiness);
    tellMisfits(action, config.get(), groups, stickiest, stickiness);
    return groups.isEmpty() ? Optional.empty() : Optional.of(new Forward(groups, stickiness));
  }

  private static void tellMisfits(
      Members action,
      Members config,
      List<Forward.Weighted> groups,
      List<TargetGroup> declared,
      Optional<Duration> stickiness) {
    if (groups.size() > MOST_GROUPS) {
      config.tell(
          TD4021,
          "a forward to " + groups.size() + " target groups",
          "TargetGroups",
          "AWS takes at most " + MOST_GROUPS + " of them in an action.",
          "split it into several rules");
    }
    boolean single = groups.size() == 1;
    if (action.has("TargetGroupArn") && !single) {
      action.tell(
          TD4030,
          "a target group beside ForwardConfig",
          "TargetGroupArn",
          "Where both are written, ForwardConfig has exactly that group.",
          "remove TargetGroupArn");
    }
    if (!groups.isEmpty() && groups.stream().allMatch(g -> g.weight() == 0)) {
      config.tell(
          TD4035,
          "a forward whose weights are all zero",
          "TargetGroups",
          "Nobody would get anything, and each request 503.",
          "give one of them a weight");
    }
    for (var group : declared) {
      tellStickiness(config, group, single, stickiness);
    }
  }

  private static void tellStickiness(
      Members config, TargetGroup group, boolean single, Optional<Duration> stickiness) {
    var own = group.attributes().stickiness();
    if (!single && own.isPresent() && stickiness.isEmpty()) {
      config.tell(
          TD4035,
          Quoted.of(group.name().value()) + " is sticky, the forward is not",
          "TargetGroups",
          "Where a group of several is sticky, the forward must be so too.",
          "add TargetGroupStickinessConfig: {Enabled: true, DurationSeconds: 3600}");
    }
    if (!single && own.filter(Stickiness.AppCookie.class::isInstance).isPresent()) {
      config.tell(
          TD4035,
          Quoted.of(group.name().value()) + " is sticky by the application's cookie",
          "TargetGroups",
          "That does not work with several weighted groups.",
          "set its stickiness.type to lb_cookie");
    }
  }

  private boolean isReachable(Members action, TargetGroup group) {
    if (group.flows().isPresent()) {
      action.tell(
          TD4036,
          "a request cannot go to %s of %s"
              .formatted(Quoted.of(group.name().value()), group.protocol()),
          "TargetGroupArn",
          "AWS answers IncompatibleProtocols: groups of HTTP and HTTPS belong to application load"
              + " balancers, others to network load balancers.",
          "write Protocol: HTTP in the group, or Type: network in the load balancer");
      return false;
    }
    boolean reachable = secured || group.version() == ProtocolVersion.HTTP1;
    if (!reachable) {
      action.tell(
          TD4012,
          Quoted.of(group.name().value()) + " speaks " + group.version() + ", the listener HTTP",
          "TargetGroupArn",
          "Clients can ask for it over HTTP/2 only, which HTTPS listeners have.",
          "forward to it from an HTTPS listener");
    }
    return reachable;
  }

  private static Optional<Duration> stickiness(Members config) {
    boolean enabled = config.fields().flag("Enabled").orElse(false);
    if (enabled) {
      config.expect("DurationSeconds", "3600");
    }
    return config
        .number("DurationSeconds", 1, LONGEST_STICKINESS)
        .filter(_ -> enabled)
        .map(Duration::ofSeconds);
  }

  private static Optional<RuleAction> redirect(Members config) {
    var protocol =
        config.word("Protocol", List.of("HTTP", "HTTPS", "#{protocol}")).orElse("#{protocol}");
    var host = config.atMost("Host", 128).orElse("#{host}");
    var port = config.text("Port").orElse("#{port}");
    var path = config.atMost("Path", 128).orElse("/#{path}");
    var query = config.has("Query") ? config.atMost("Query", 128).orElse("") : emptyOr(config);
    config.expect("StatusCode", "HTTP_301");
    var status = config.word("StatusCode", List.of("HTTP_301", "HTTP_302"));
    var redirect =
        new RuleAction.Redirect(
            protocol,
            host,
            port,
            path,
            query,
            status.filter("HTTP_302"::equals).isPresent() ? 302 : 301);
    tellRedirect(config, redirect);
    return Optional.of(redirect);
  }

  /// The query as it comes, unless an empty one is written.
  private static String emptyOr(Members config) {
    boolean written = config.fields().members().stream().anyMatch(m -> m.name().equals("Query"));
    return written ? "" : "#{query}";
  }

  private static void tellRedirect(Members config, RuleAction.Redirect redirect) {
    boolean port =
        redirect.port().equals("#{port}")
            || (redirect.port().matches("\\d{1,5}")
                && Integer.parseInt(redirect.port()) >= 1
                && Integer.parseInt(redirect.port()) <= 65_535);
    if (!port) {
      config.tell(
          TD4031,
          "a redirect to port " + Quoted.of(redirect.port()),
          "Port",
          "A port is a number from 1 to 65535, or #{port}.",
          "write Port: \"443\"");
    }
    if (!redirect.path().startsWith("/")) {
      config.tell(
          TD4031,
          "a redirect to the path " + Quoted.of(redirect.path()),
          "Path",
          "A path begins with /, and #{path} does not.",
          "write /" + redirect.path());
    }
    if (redirect.query().startsWith("?")) {
      config.tell(
          TD4031,
          "a query that begins with ?",
          "Query",
          "AWS puts the question mark itself.",
          "remove it");
    }
    tellUnprintable(config, "Host", redirect.host());
    tellUnprintable(config, "Path", redirect.path());
    tellUnprintable(config, "Query", redirect.query());
    boolean same =
        redirect.protocol().equals("#{protocol}")
            && redirect.host().equals("#{host}")
            && redirect.port().equals("#{port}")
            && redirect.path().equals("/#{path}");
    if (same) {
      config.tell(
          TD4031,
          "a redirect to where the request came",
          "StatusCode",
          "Protocol, host, port or path must change, or it goes round for ever.",
          "write Protocol: HTTPS, Port: \"443\"");
    }
  }

  /// A line end in a `Location` begins a header of its own.
  private static void tellUnprintable(Members config, String member, String text) {
    if (text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      config.tell(
          TD4031,
          member + " with a character that no URL has",
          member,
          "The Location header is made of it: blanks, control and non-ASCII characters are encoded.",
          "encode it, as in %20");
    }
  }

  private static Optional<RuleAction> fixed(Members config) {
    config.expect("StatusCode", "\"404\"");
    var status = config.text("StatusCode");
    var valid = status.filter(s -> s.matches("[245]\\d\\d")).map(Integer::valueOf);
    if (status.isPresent() && valid.isEmpty()) {
      config.tellAws(
          TD4032,
          "a response of status " + Quoted.of(status.get()),
          "StatusCode",
          "Member must satisfy regular expression pattern: ^(2|4|5)\\d\\d$",
          "write one of 2xx, 4xx or 5xx");
    }
    var type = config.text("ContentType");
    if (type.filter(t -> !CONTENT_TYPES.contains(t)).isPresent()) {
      config.tellAws(
          TD4032,
          "a response of type " + Quoted.of(type.get()),
          "ContentType",
          "The ContentType must be one of:'text/html', 'application/json', 'application/javascript',"
              + " 'text/css', 'text/plain'",
          "write one of them");
    }
    var body = config.atMost("MessageBody", 1024).orElse("");
    return valid.map(code -> new RuleAction.FixedResponse(code, type, body));
  }
}
