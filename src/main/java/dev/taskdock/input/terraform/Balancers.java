package dev.taskdock.input.terraform;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Fronts;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Notes;
import dev.taskdock.input.declared.Tree;
import dev.taskdock.input.terraform.Plan.Instance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `aws_lb`, its listeners, rules, certificates, target groups and trust stores, each inside what
/// it belongs to, in the words of Elastic Load Balancing. `aws_alb` is another name of the same.
final class Balancers {
  /// The headers that a listener may insert into responses or rename in requests.
  private static final List<String> LISTENER_WORDS =
      List.of(
          "request x_amzn_mtls_clientcert_serial_number",
          "request x_amzn_mtls_clientcert_issuer",
          "request x_amzn_mtls_clientcert_subject",
          "request x_amzn_mtls_clientcert_validity",
          "request x_amzn_mtls_clientcert_leaf",
          "request x_amzn_mtls_clientcert",
          "request x_amzn_tls_version",
          "request x_amzn_tls_cipher_suite",
          "response strict_transport_security",
          "response access_control_allow_origin",
          "response access_control_allow_methods",
          "response access_control_allow_headers",
          "response access_control_allow_credentials",
          "response access_control_expose_headers",
          "response access_control_max_age",
          "response content_security_policy",
          "response x_content_type_options",
          "response x_frame_options");

  private static final List<String> HTTP = List.of("HTTP", "HTTPS");

  private final Plan plan;
  private final References references;
  private final Notes notes;
  private final Set<String> groups = new LinkedHashSet<>();
  private final Map<String, Node.Mapping> groupTrees = new LinkedHashMap<>();
  private final Map<String, Node> balancers = new LinkedHashMap<>();
  private final Map<String, Place> places = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();

  /// What a listener or a rule belongs to, by the ARN of it, and what it is called there.
  private record Place(String of, String title) {}

  Balancers(Plan plan, References references, Notes notes) {
    this.plan = plan;
    this.references = references;
    this.notes = notes;
  }

  /// The ARNs of the target groups that stand here; to be asked after [#read].
  Set<String> groups() {
    return groups;
  }

  Map<String, Node.Mapping> groupTrees() {
    return groupTrees;
  }

  Map<String, Node> balancerTrees() {
    return balancers;
  }

  /// What `taskdock.yaml` calls the rule of that ARN, or the default rule of the listener of that
  /// ARN; empty where it stands nowhere here. To be asked after [#read].
  Optional<String> ruleName(String arn) {
    var place = Optional.ofNullable(places.get(arn));
    return Optional.ofNullable(names.get(arn))
        .or(() -> place.flatMap(p -> ruleName(p.of()).map(of -> of + p.title())));
  }

  void read() {
    plan.of("aws_lb_target_group", "aws_alb_target_group").forEach(this::group);
    var rules = new LinkedHashMap<String, List<Node>>();
    for (var instance : plan.of("aws_lb_listener_rule", "aws_alb_listener_rule")) {
      var rule = Block.of(instance, references);
      var listener = rule.text("listener_arn").orElse("");
      var priority = priority(rule, rules.size());
      place(instance, listener, "/" + priority.text());
      rules.computeIfAbsent(listener, _ -> new ArrayList<>()).add(rule(rule, priority));
    }
    var listeners = new LinkedHashMap<String, List<Node>>();
    for (var instance : plan.of("aws_lb_listener", "aws_alb_listener")) {
      var listener = Block.of(instance, references);
      var arn = Identities.of(instance, "arn").orElse("");
      var own = Optional.ofNullable(rules.remove(arn)).orElse(List.of());
      if (runs(listener)) {
        var balancer = listener.text("load_balancer_arn").orElse("");
        place(instance, balancer, ":" + listener.text("port").orElse(""));
        listeners
            .computeIfAbsent(balancer, _ -> new ArrayList<>())
            .add(listener(listener, arn, own));
      }
    }
    for (var instance : plan.of("aws_lb", "aws_alb")) {
      balancer(Block.of(instance, references), listeners);
    }
    listeners.forEach(this::standIn);
    rules.forEach(this::standInForRules);
  }

  private void balancer(Block balancer, Map<String, List<Node>> listeners) {
    var arn = Identities.of(balancer.of(), "arn").orElse("");
    var own = listeners.remove(arn);
    var type = balancer.text("load_balancer_type").orElse("application");
    var address = balancer.of().address();
    boolean flows = type.equals("network");
    if (type.equals("gateway")) {
      notes.notHere(address, "gateway load balancers");
    } else if (own == null) {
      notes.said(address + " has no listener, so nothing stands for it here");
    } else {
      var words =
          Words.of(balancer)
              .values("load_balancer_type=Type")
              .lists("security_groups=SecurityGroups")
              .withAll(
                  "LoadBalancerAttributes",
                  flows ? Flows.balancerAttributes(balancer) : attributes(balancer))
              .withAll("Listeners", own);
      var name = Identities.balancingName(balancer.of());
      names.put(arn, name);
      balancers.put(name, words.end());
    }
  }

  private static List<Node> attributes(Block balancer) {
    var attributes = new ArrayList<Node>();
    Flows.attribute(attributes, balancer, "idle_timeout", "idle_timeout.timeout_seconds");
    Flows.attribute(attributes, balancer, "client_keep_alive", "client_keep_alive.seconds");
    Flows.attribute(attributes, balancer, "enable_http2", "routing.http2.enabled");
    Flows.attribute(
        attributes, balancer, "preserve_host_header", "routing.http.preserve_host_header.enabled");
    Flows.attribute(
        attributes,
        balancer,
        "drop_invalid_header_fields",
        "routing.http.drop_invalid_header_fields.enabled");
    Flows.attribute(
        attributes, balancer, "desync_mitigation_mode", "routing.http.desync_mitigation_mode");
    Flows.attribute(
        attributes,
        balancer,
        "xff_header_processing_mode",
        "routing.http.xff_header_processing.mode");
    Flows.attribute(
        attributes, balancer, "enable_xff_client_port", "routing.http.xff_client_port.enabled");
    Flows.attribute(
        attributes,
        balancer,
        "enable_tls_version_and_cipher_suite_headers",
        "routing.http.x_amzn_tls_version_and_cipher_suite.enabled");
    return attributes;
  }

  /// `routing_http_response_x_frame_options_header_value` is
  /// `routing.http.response.x_frame_options.header_value`.
  private static List<Node> listenerAttributes(Block listener) {
    var attributes = new ArrayList<Node>();
    Flows.attribute(
        attributes,
        listener,
        "routing_http_response_server_enabled",
        "routing.http.response.server.enabled");
    for (var word : LISTENER_WORDS) {
      int kind = word.indexOf(' ');
      var side = word.substring(0, kind);
      var last = side.equals("response") ? "value" : "name";
      Flows.attribute(
          attributes,
          listener,
          "routing_http_%s_%s_header_%s".formatted(side, word.substring(kind + 1), last),
          "routing.http.%s.%s.header_%s".formatted(side, word.substring(kind + 1), last));
    }
    return attributes;
  }

  private void group(Plan.Instance instance) {
    var group = Block.of(instance, references);
    var protocol = group.text("protocol").orElse("HTTP");
    var kind = group.text("target_type").orElse("instance");
    if (kind.equals("lambda") || kind.equals("alb")) {
      notes.notHere(instance.address(), "targets of the type " + kind);
      return;
    }
    boolean flows = Flows.PROTOCOLS.contains(protocol);
    if (!flows && !HTTP.contains(protocol)) {
      notes.notYet(instance.address(), "target groups of " + protocol);
      return;
    }
    groups.add(Identities.of(instance, "arn").orElse(""));
    var words =
        Words.of(group)
            .values("port=Port", "protocol=Protocol")
            .with("TargetType", Nodes.text(group.placeOf("target_type"), kind));
    if (!flows) {
      words.values("protocol_version=ProtocolVersion");
    }
    group.block("health_check").ifPresent(check -> check(check, words));
    groupTrees.put(
        Identities.balancingName(instance),
        words
            .withAll(
                "TargetGroupAttributes",
                flows ? Flows.groupAttributes(group, protocol) : attributesOfGroup(group))
            .end());
  }

  private static List<Node> attributesOfGroup(Block group) {
    var attributes = new ArrayList<Node>();
    Flows.attribute(
        attributes, group, "deregistration_delay", "deregistration_delay.timeout_seconds");
    Flows.attribute(attributes, group, "slow_start", "slow_start.duration_seconds");
    Flows.attribute(
        attributes, group, "load_balancing_algorithm_type", "load_balancing.algorithm.type");
    group
        .block("stickiness")
        .ifPresent(s -> {
          Flows.attribute(attributes, s, "type", "stickiness.type");
          attributes.add(
              Tree.at(s.location())
                  .with("Key", "stickiness.enabled")
                  .with("Value", s.is(false, "enabled") ? "false" : "true")
                  .end());
          if (s.text("type").filter("app_cookie"::equals).isPresent()) {
            Flows.attribute(attributes, s, "cookie_name", "stickiness.app_cookie.cookie_name");
            Flows.attribute(
                attributes, s, "cookie_duration", "stickiness.app_cookie.duration_seconds");
          } else {
            Flows.attribute(
                attributes, s, "cookie_duration", "stickiness.lb_cookie.duration_seconds");
          }
        });
    return attributes;
  }

  private static void check(Block check, Words words) {
    // Of the provider, unlike Elastic Load Balancing: a check without a protocol asks by HTTP.
    var protocol = check.scalar("protocol").orElseGet(() -> Nodes.text(check.location(), "HTTP"));
    boolean asks = !protocol.text().equals("TCP");
    words.with("HealthCheckProtocol", protocol);
    Words.of(check)
        .values(asks ? new String[] {"path=HealthCheckPath"} : new String[0])
        .values(
            "port=HealthCheckPort",
            "interval=HealthCheckIntervalSeconds",
            "timeout=HealthCheckTimeoutSeconds",
            "healthy_threshold=HealthyThresholdCount",
            "unhealthy_threshold=UnhealthyThresholdCount")
        .end()
        .members()
        .forEach(m -> words.with(m.name(), m.value()));
    check
        .scalar("matcher")
        .filter(_ -> asks)
        .ifPresent(m -> words.with("Matcher", Tree.at(m.location()).with("HttpCode", m).end()));
  }

  private Node listener(Block listener, String arn, List<Node> rules) {
    var certificates = new ArrayList<Node>();
    listener
        .scalar("certificate_arn")
        .ifPresent(c -> certificates.add(Tree.at(c.location()).with("CertificateArn", c).end()));
    plan.of("aws_lb_listener_certificate", "aws_alb_listener_certificate").stream()
        .map(i -> Block.of(i, references))
        .filter(c -> c.text("listener_arn").filter(arn::equals).isPresent())
        .flatMap(c -> c.scalar("certificate_arn").stream())
        .forEach(c -> certificates.add(Tree.at(c.location()).with("CertificateArn", c).end()));
    var protocol =
        listener.scalar("protocol").orElseGet(() -> Nodes.text(listener.location(), "HTTP"));
    boolean flows = Flows.PROTOCOLS.contains(protocol.text());
    var words = Words.of(listener).with("Protocol", protocol);
    Flows.addTo(words, listener, protocol.text());
    // A state has a block for every listener; one that is off says nothing.
    listener
        .block("mutual_authentication")
        .filter(m -> m.text("mode").filter(mode -> !mode.equals("off")).isPresent())
        .ifPresent(m -> words.with("MutualAuthentication", mutual(m)));
    return words
        .values("port=Port", "ssl_policy=SslPolicy")
        .withAll("Certificates", certificates)
        .withAll("ListenerAttributes", flows ? List.of() : listenerAttributes(listener))
        .withAll("DefaultActions", actions(listener, "default_action"))
        .withAll("Rules", rules)
        .end();
  }

  private static Node mutual(Block mutual) {
    return Words.of(mutual)
        .values(
            "mode=Mode",
            "trust_store_arn=TrustStoreArn",
            "ignore_client_certificate_expiry=IgnoreClientCertificateExpiry",
            "advertise_trust_store_ca_names=AdvertiseTrustStoreCaNames")
        .end();
  }

  /// The trust stores by their ARNs, with the objects of S3 that they are made of.
  Map<String, Node.Mapping> trustStoreTrees() {
    var revocations = new LinkedHashMap<String, List<Node>>();
    for (var instance :
        plan.of("aws_lb_trust_store_revocation", "aws_alb_trust_store_revocation")) {
      var revocation = Block.of(instance, references);
      revocations
          .computeIfAbsent(revocation.text("trust_store_arn").orElse(""), _ -> new ArrayList<>())
          .add(object(revocation, "revocations_s3_bucket", "revocations_s3_key"));
    }
    var stores = new LinkedHashMap<String, Node.Mapping>();
    for (var instance : plan.of("aws_lb_trust_store", "aws_alb_trust_store")) {
      var store = Block.of(instance, references);
      var arn = Identities.of(instance, "arn").orElse("");
      stores.put(
          arn,
          Words.of(store)
              .with("Name", Identities.balancingName(instance))
              .with(
                  "CaCertificatesBundle",
                  object(
                      store, "ca_certificates_bundle_s3_bucket", "ca_certificates_bundle_s3_key"))
              .withAll(
                  "RevocationContents", Optional.ofNullable(revocations.get(arn)).orElse(List.of()))
              .end());
    }
    return stores;
  }

  private static Node object(Block block, String bucket, String key) {
    return Nodes.text(
        block.placeOf(key),
        "s3://%s/%s".formatted(block.text(bucket).orElse("BUCKET"), block.text(key).orElse("KEY")));
  }

  /// Whether a listener stands here; one of flows that leads nowhere does not, for it could not
  /// answer.
  private boolean runs(Block listener) {
    var address = listener.of().address();
    var protocol = listener.text("protocol").orElse("HTTP");
    if (Flows.NOT_YET.contains(protocol)) {
      notes.notYet(address, "listeners of " + protocol);
      return false;
    }
    var wanted =
        listener.blocks("default_action").stream().flatMap(a -> groupsOf(a).stream()).toList();
    boolean leads = !wanted.isEmpty() && groups.containsAll(wanted);
    if (Flows.PROTOCOLS.contains(protocol) && !leads) {
      notes.said(address + " is left out: a target group that it forwards to is not here");
      return false;
    }
    return true;
  }

  private static List<String> groupsOf(Block action) {
    var arns = new ArrayList<String>();
    action.text("target_group_arn").ifPresent(arns::add);
    action.blocks("forward").stream()
        .flatMap(f -> f.blocks("target_group").stream())
        .flatMap(g -> g.text("arn").stream())
        .forEach(arns::add);
    return arns;
  }

  private void place(Instance instance, String of, String title) {
    Identities.of(instance, "arn").ifPresent(arn -> places.put(arn, new Place(of, title)));
  }

  private static Node.Scalar priority(Block rule, int number) {
    return rule.scalar("priority")
        .orElseGet(() -> Nodes.text(rule.location(), "" + (49_000 + number)));
  }

  private Node rule(Block rule, Node.Scalar priority) {
    var conditions = new ArrayList<Node>();
    rule.blocks("condition").forEach(c -> conditions.addAll(conditions(c)));
    return Words.of(rule)
        .with("Priority", priority)
        .withAll("Conditions", conditions)
        .withAll("Actions", actions(rule, "action"))
        .end();
  }

  private static List<Node> conditions(Block condition) {
    var conditions = new ArrayList<Node>();
    values(condition, "host_header", "host-header", "HostHeaderConfig", conditions);
    values(condition, "path_pattern", "path-pattern", "PathPatternConfig", conditions);
    values(
        condition,
        "http_request_method",
        "http-request-method",
        "HttpRequestMethodConfig",
        conditions);
    values(condition, "source_ip", "source-ip", "SourceIpConfig", conditions);
    for (var header : condition.blocks("http_header")) {
      conditions.add(
          Tree.at(header.location())
              .with("Field", "http-header")
              .with(
                  "HttpHeaderConfig",
                  Words.of(header)
                      .values("http_header_name=HttpHeaderName")
                      .lists("values=Values")
                      .end())
              .end());
    }
    var pairs = condition.blocks("query_string");
    if (!pairs.isEmpty()) {
      var at = pairs.getFirst().location();
      var all =
          pairs.stream().map(p -> Words.of(p).values("key=Key", "value=Value").end()).toList();
      conditions.add(
          Tree.at(at)
              .with("Field", "query-string")
              .with("QueryStringConfig", Tree.at(at).withAll("Values", all))
              .end());
    }
    return conditions;
  }

  private static void values(
      Block condition, String block, String field, String config, List<Node> to) {
    for (var found : condition.blocks(block)) {
      to.add(
          Tree.at(found.location())
              .with("Field", field)
              .with(config, Words.of(found).lists("values=Values").end())
              .end());
    }
  }

  private List<Node> actions(Block of, String name) {
    return of.blocks(name).stream().map(a -> action(a)).toList();
  }

  private Node action(Block action) {
    var forwards = action.blocks("forward");
    var weighted =
        forwards.stream()
            .flatMap(f -> f.blocks("target_group").stream())
            .filter(g -> g.text("arn").isPresent())
            .toList();
    var words = Words.of(action).values("type=Type", "order=Order");
    var type = action.text("type").orElse("forward");
    if (type.equals("forward") && weighted.size() > 1) {
      words.with("ForwardConfig", forward(forwards.getFirst()));
    } else if (type.equals("forward")) {
      action
          .scalar("target_group_arn")
          .or(() -> weighted.stream().flatMap(g -> g.scalar("arn").stream()).findFirst())
          .ifPresent(arn -> words.with("TargetGroupArn", arn));
    }
    var tree =
        words
            .block(
                "redirect",
                "RedirectConfig",
                r ->
                    Words.of(r)
                        .values(
                            "protocol=Protocol",
                            "port=Port",
                            "host=Host",
                            "path=Path",
                            "query=Query",
                            "status_code=StatusCode")
                        .end())
            .block(
                "fixed_response",
                "FixedResponseConfig",
                r ->
                    Words.of(r)
                        .values(
                            "status_code=StatusCode",
                            "content_type=ContentType",
                            "message_body=MessageBody")
                        .end())
            .block("authenticate_oidc", "AuthenticateOidcConfig", Balancers::oidc)
            .block(
                "authenticate_cognito",
                "AuthenticateCognitoConfig",
                c ->
                    Words.of(c)
                        .values(
                            "user_pool_arn=UserPoolArn",
                            "user_pool_client_id=UserPoolClientId",
                            "user_pool_domain=UserPoolDomain")
                        .end())
            .end();
    return withKnownGroup(tree, action);
  }

  /// An action of a group that is not here answers that it has no targets, as a group without any.
  private Node withKnownGroup(Node.Mapping action, Block written) {
    var arns =
        Nodes.scalars(action).stream()
            .filter(s -> s.text().contains(":targetgroup/") && !groups.contains(s.text()))
            .toList();
    boolean without =
        Nodes.textOf(action, "Type").filter("forward"::equals).isPresent()
            && !action.has("TargetGroupArn")
            && !action.has("ForwardConfig");
    if (arns.isEmpty() && !without) {
      return action;
    }
    notes.said(
        "an action of %s has no targets here: %s is not in the plan"
            .formatted(
                written.of().address(),
                arns.stream()
                    .map(s -> s.text().substring(s.text().lastIndexOf(':') + 1))
                    .findFirst()
                    .orElse("its target group")));
    return Tree.at(action.location())
        .with("Type", "fixed-response")
        .with("FixedResponseConfig", Tree.at(action.location()).with("StatusCode", "503"))
        .end();
  }

  private static Node.Mapping forward(Block forward) {
    return Words.of(forward)
        .blocks(
            "target_group",
            "TargetGroups",
            g -> Words.of(g).values("arn=TargetGroupArn", "weight=Weight").end())
        .block(
            "stickiness",
            "TargetGroupStickinessConfig",
            s -> Words.of(s).values("enabled=Enabled", "duration=DurationSeconds").end())
        .end();
  }

  private static Node.Mapping oidc(Block oidc) {
    return Words.of(oidc)
        .values(
            "issuer=Issuer",
            "authorization_endpoint=AuthorizationEndpoint",
            "token_endpoint=TokenEndpoint",
            "user_info_endpoint=UserInfoEndpoint",
            "client_id=ClientId",
            "client_secret=ClientSecret",
            "session_cookie_name=SessionCookieName",
            "scope=Scope",
            "session_timeout=SessionTimeout",
            "on_unauthenticated_request=OnUnauthenticatedRequest")
        .end();
  }

  /// For listeners whose load balancer is not here, or is none that runs here.
  private void standIn(String balancer, List<Node> listeners) {
    boolean known =
        plan.of("aws_lb", "aws_alb").stream()
            .anyMatch(i -> Identities.of(i, "arn").filter(balancer::equals).isPresent());
    if (!known) {
      var name = Fronts.nameFor(balancer);
      notes.said("listeners whose load balancer is not in the plan stand at one called " + name);
      var at = listeners.getFirst().location();
      var tree = Tree.at(at).withAll("Listeners", listeners);
      boolean flows =
          listeners.stream()
              .map(l -> Nodes.textOf((Node.Mapping) l, "Protocol").orElse(""))
              .anyMatch(Flows.PROTOCOLS::contains);
      names.put(balancer, name);
      balancers.put(name, (flows ? tree.with("Type", "network") : tree).end());
    }
  }

  private void standInForRules(String listener, List<Node> rules) {
    var name = Fronts.nameFor(listener);
    notes.said(
        "the rules of a listener that is not in the plan stand behind a load balancer %s on port 80"
            .formatted(name));
    names.put(listener, name + ":" + Fronts.PORT);
    balancers.put(name, Fronts.forRules(name, rules).value());
  }
}
