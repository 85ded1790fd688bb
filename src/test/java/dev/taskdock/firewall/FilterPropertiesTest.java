package dev.taskdock.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.AddressBlock;
import dev.taskdock.model.GroupId;
import dev.taskdock.model.IpAddress;
import dev.taskdock.model.Protocol;
import dev.taskdock.model.SecurityGroup;
import dev.taskdock.model.SecurityGroupRule;
import dev.taskdock.model.SecurityGroupRule.Packet;
import dev.taskdock.model.SecurityGroupRule.Peer;
import dev.taskdock.model.SecurityGroupRule.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What the text says to a packet is what the verdict says in words.
final class FilterPropertiesTest {
  private static final List<GroupId> GROUPS =
      List.of(new GroupId("sg-a"), new GroupId("sg-b"), new GroupId("sg-c"));
  private static final List<String> BLOCKS =
      List.of("0.0.0.0/0", "10.128.7.0/30", "10.128.7.4/31", "198.51.100.0/24", "127.0.0.1/32");

  @Test
  void the_filter_and_the_verdict_agree_about_every_packet() {
    for (long seed = 0; seed < 300; seed++) {
      var random = new SplittableRandom(seed);
      var all = town(random);
      for (int i = 0; i < 30; i++) {
        agree(all, random, seed);
      }
    }
  }

  private static void agree(Neighbourhood all, SplittableRandom random, long seed) {
    var to = all.tasks().get(random.nextInt(all.tasks().size()));
    var from = sender(all, random);
    var packet = packet(random);
    var none = new Filter.Services(Optional.empty(), Optional.empty(), List.of());
    boolean passes = new Kernel(Filter.of(all, to, none).text()).lets("input", from, all, packet);
    if (from instanceof Party.OfTask task) {
      var out = new Kernel(Filter.of(all, task, none).text());
      passes = out.lets("output", to, all, packet) && passes;
    }

    assertThat(passes)
        .as("seed %d: %s to %s %s", seed, from, to, packet)
        .isEqualTo(Verdict.of(all, from, to, packet).passes());
  }

  private static Neighbourhood town(SplittableRandom random) {
    var groups = new ArrayList<SecurityGroup>();
    for (var id : GROUPS) {
      boolean all = random.nextBoolean();
      groups.add(
          new SecurityGroup(
              id,
              Optional.empty(),
              rules(random),
              all ? List.of(SecurityGroupRule.ALL_OUT) : rules(random)));
    }
    // A load balancer lets out what it is asked to: what it sends is looked at in other tests.
    groups.add(
        new SecurityGroup(
            Towns.ALB, Optional.empty(), List.of(), List.of(SecurityGroupRule.ALL_OUT)));
    var tasks = new ArrayList<Party.OfTask>();
    for (int i = 4; i < 8; i++) {
      var of = GROUPS.stream().filter(_ -> random.nextInt(3) == 0).toList();
      tasks.add(
          Towns.task(
              "t" + i, i, of.isEmpty() ? List.of(GROUPS.getFirst()) : of, random.nextBoolean()));
    }
    return Towns.town(tasks, groups.toArray(SecurityGroup[]::new));
  }

  private static List<SecurityGroupRule> rules(SplittableRandom random) {
    var rules = new ArrayList<SecurityGroupRule>();
    for (int i = random.nextInt(4); i > 0; i--) {
      var peers = new ArrayList<Peer>();
      GROUPS.forEach(g -> peers.add(new Peer.Group(g)));
      peers.add(new Peer.Group(Towns.ALB));
      BLOCKS.forEach(b -> peers.add(new Peer.Block(Towns.block(b))));
      rules.add(new SecurityGroupRule(traffic(random), peers.get(random.nextInt(peers.size()))));
    }
    return rules;
  }

  private static Traffic traffic(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> new Traffic.All();
      case 1 -> new Traffic.Icmp(random.nextBoolean() ? -1 : 8, -1);
      default -> {
        int port = 1 + random.nextInt(4);
        yield new Traffic.Ports(
            random.nextBoolean() ? Protocol.TCP : Protocol.UDP, port, port + random.nextInt(2));
      }
    };
  }

  private static Packet packet(SplittableRandom random) {
    return random.nextInt(4) == 0
        ? Packet.PING
        : Packet.to(random.nextBoolean() ? Protocol.TCP : Protocol.UDP, 1 + random.nextInt(5));
  }

  private static Party sender(Neighbourhood all, SplittableRandom random) {
    return switch (random.nextInt(3)) {
      case 0 -> new Party.Laptop();
      case 1 -> Towns.balancer();
      default -> all.tasks().get(random.nextInt(all.tasks().size()));
    };
  }

  /// As much of the kernel's filter as the text uses.
  private record Kernel(String text) {
    private static final Pattern CHAIN =
        Pattern.compile("chain (\\w+) \\{\n(.*?)\n  }", Pattern.DOTALL);
    private static final Pattern SET =
        Pattern.compile("set (\\w+) \\{\n    type ipv4_addr\n(?:    elements = \\{ (.*?) }\n)?");

    boolean lets(String chain, Party other, Neighbourhood all, Packet packet) {
      var address = other instanceof Party.OfTask task ? task.address() : all.plan().router();
      int mark = other instanceof Party.OfBalancer balancer ? balancer.mark() : 0;
      return walk(chain, address, mark, packet);
    }

    private boolean walk(String chain, IpAddress other, int mark, Packet packet) {
      if (chain.equals(Filter.NOT_LET_IN) || chain.equals(Filter.NOT_LET_OUT)) {
        return false;
      }
      for (var line : chain(chain).lines().map(String::strip).toList()) {
        if (line.endsWith("accept")
            && !line.contains("ct state")
            && !line.contains("if lo")
            && matches(line.replaceFirst(" ?accept$", ""), other, mark, packet)) {
          return true;
        }
        var jump = Pattern.compile("(.*?) ?goto (\\w+)").matcher(line);
        if (jump.matches() && matches(jump.group(1), other, mark, packet)) {
          return walk(jump.group(2), other, mark, packet);
        }
      }
      return false;
    }

    private boolean matches(String condition, IpAddress other, int mark, Packet packet) {
      var rest = condition;
      while (!rest.isEmpty()) {
        var words = rest.split(" ", 4);
        int used = 3;
        boolean holds;
        if (rest.startsWith("meta nfproto ipv4")) {
          holds = true;
        } else if (rest.startsWith("meta l4proto icmp") || rest.startsWith("icmp type")) {
          holds = packet.protocol().isEmpty();
        } else if (rest.startsWith("ip dscp != ")) {
          holds = !rest.substring(0, rest.indexOf('}')).matches(".*[{ ]" + mark + "[, ].*");
          used = rest.substring(0, rest.indexOf('}')).split(" ", -1).length;
        } else if (rest.startsWith("ip dscp")) {
          holds = words[2].equals("" + mark);
        } else if (rest.startsWith("ip ")) {
          holds =
              words[2].startsWith("@")
                  ? set(words[2].substring(1)).contains(other.toString())
                  : block(words[2]).contains(other);
        } else {
          var ports = words[2].split("-", -1);
          holds =
              packet.protocol().filter(p -> p.word().equals(words[0])).isPresent()
                  && packet.port() >= Integer.parseInt(ports[0])
                  && packet.port() <= Integer.parseInt(ports[ports.length - 1]);
        }
        if (!holds) {
          return false;
        }
        var all = rest.split(" ", used + 1);
        rest = all.length > used ? all[used] : "";
      }
      return true;
    }

    private static AddressBlock block(String text) {
      return Towns.block(text.contains("/") ? text : text + "/32");
    }

    private List<String> set(String name) {
      var sets = SET.matcher(text);
      while (sets.find()) {
        if (sets.group(1).equals(name)) {
          return sets.group(2) == null ? List.of() : List.of(sets.group(2).split(", ", -1));
        }
      }
      throw new AssertionError("no set " + name);
    }

    private String chain(String name) {
      var chains = CHAIN.matcher(text);
      while (chains.find()) {
        if (chains.group(1).equals(name)) {
          return chains.group(2);
        }
      }
      throw new AssertionError("no chain " + name);
    }
  }
}
