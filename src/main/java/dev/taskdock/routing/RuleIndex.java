package dev.taskdock.routing;

import dev.taskdock.routing.Condition.OfHeader;
import dev.taskdock.routing.Condition.OfHost;
import dev.taskdock.routing.Condition.OfMethod;
import dev.taskdock.routing.Condition.OfPath;
import dev.taskdock.routing.Condition.OfQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/// Which rules a request may fit, without asking each: bit sets of rules by host, path and method,
/// by whether there is a query and which pairs are in it, and by which headers there are.
///
/// A set leaves out a rule only if one of its conditions cannot hold, so those in all the sets,
/// asked in their order, give the same first rule as asking all of them. What is not looked up
/// (patterns that begin with a wildcard, values of headers, addresses) is left to the asking.
final class RuleIndex {
  private final int words;
  private final LiteralTrie hosts;
  private final LiteralTrie paths;
  private final List<String> methods = new ArrayList<>();
  private final List<long[]> byMethod = new ArrayList<>();
  private final long[] anyMethod;
  private final long[] withQuery;
  private final long[] withPairs;
  private final Map<String, long[]> byPair = new HashMap<>();
  private final List<String> headers = new ArrayList<>();
  private final List<long[]> byHeader = new ArrayList<>();
  private final long[] withHeaders;

  RuleIndex(List<List<Condition>> rules) {
    words = (rules.size() + Long.SIZE - 1) / Long.SIZE;
    hosts = hosts(rules).ofTails(words);
    paths = paths(rules).ofHeads(words);
    anyMethod = bits(rules, r -> has(r, OfMethod.class) ? 0 : 1);
    withQuery = bits(rules, r -> has(r, OfQuery.class) ? 1 : 0);
    withPairs = bits(rules, r -> pairs(r).isEmpty() ? 0 : 1);
    rules.stream()
        .flatMap(rule -> pairs(rule).stream())
        .distinct()
        .forEach(pair -> byPair.put(pair, bits(rules, r -> pairs(r).contains(pair) ? 1 : 0)));
    withHeaders = bits(rules, r -> has(r, OfHeader.class) ? 1 : 0);
    all(rules, OfMethod.class).stream()
        .flatMap(c -> c.methods().stream())
        .distinct()
        .forEach(method -> {
          methods.add(method);
          byMethod.add(bits(rules, r -> takes(r, method) ? 1 : 0));
        });
    all(rules, OfHeader.class).stream()
        .map(OfHeader::name)
        .distinct()
        .forEach(name -> {
          headers.add(name);
          byHeader.add(bits(rules, r -> needs(r, name) ? 1 : 0));
        });
  }

  /// The rules that `subject` may fit: fills `candidates`, which is as long as [#words].
  void narrow(Subject subject, long[] candidates) {
    var byHost = hosts.along(subject.host());
    var byPath = paths.along(subject.path());
    var method = byMethod(subject.request().method());
    boolean queried = !subject.query().isEmpty();
    boolean paired = false;
    boolean headed = false;
    for (int w = 0; w < words; w++) {
      long left = byHost[w] & byPath[w] & method[w];
      candidates[w] = queried ? left : left & ~withQuery[w];
      paired |= (candidates[w] & withPairs[w]) != 0;
      headed |= (candidates[w] & withHeaders[w]) != 0;
    }
    if (paired) {
      leaveOutOtherPairs(subject.query(), candidates);
    }
    if (headed) {
      leaveOutAbsent(subject.request(), candidates);
    }
  }

  int words() {
    return words;
  }

  private long[] byMethod(CharSequence method) {
    for (int i = 0; i < methods.size(); i++) {
      if (methods.get(i).contentEquals(method)) {
        return byMethod.get(i);
      }
    }
    return anyMethod;
  }

  /// Takes away the rules about pairs that the query does not have.
  private void leaveOutOtherPairs(Query query, long[] candidates) {
    var named = new long[words];
    for (var pair : query.pairs()) {
      var bits = byPair.get(Ascii.lower(pair.name()) + "=" + Ascii.lower(pair.value()));
      for (int w = 0; bits != null && w < words; w++) {
        named[w] |= bits[w];
      }
    }
    for (int w = 0; w < words; w++) {
      candidates[w] &= named[w] | ~withPairs[w];
    }
  }

  /// Takes away the rules about headers that the request does not have.
  private void leaveOutAbsent(Request request, long[] candidates) {
    for (int h = 0; h < headers.size(); h++) {
      if (!isPresent(request, headers.get(h))) {
        var needing = byHeader.get(h);
        for (int w = 0; w < words; w++) {
          candidates[w] &= ~needing[w];
        }
      }
    }
  }

  private static boolean isPresent(Request request, String name) {
    for (int i = 0; i < request.headers(); i++) {
      if (Ascii.isName(request.headerName(i), name)) {
        return true;
      }
    }
    return false;
  }

  private static LiteralTrie.Builder hosts(List<List<Condition>> rules) {
    var trie = new LiteralTrie.Builder();
    for (int i = 0; i < rules.size(); i++) {
      var literals =
          first(rules.get(i), OfHost.class).stream()
              .flatMap(c -> c.patterns().stream())
              .map(TextPattern::tail)
              .toList();
      for (var literal : literals.isEmpty() ? List.of("") : literals) {
        trie.add(new StringBuilder(literal).reverse(), i);
      }
    }
    return trie;
  }

  private static LiteralTrie.Builder paths(List<List<Condition>> rules) {
    var trie = new LiteralTrie.Builder();
    for (int i = 0; i < rules.size(); i++) {
      var literals =
          first(rules.get(i), OfPath.class).stream()
              .flatMap(c -> c.patterns().stream())
              .map(TextPattern::head)
              .toList();
      for (var literal : literals.isEmpty() ? List.of("") : literals) {
        trie.add(literal, i);
      }
    }
    return trie;
  }

  private static boolean takes(List<Condition> rule, String method) {
    return of(rule, OfMethod.class).stream().allMatch(c -> c.methods().contains(method));
  }

  private static boolean needs(List<Condition> rule, String header) {
    return of(rule, OfHeader.class).stream().anyMatch(c -> c.name().equals(header));
  }

  /// The pairs one of which a query needs for the first condition about it; none where a pattern
  /// may match others too.
  private static Set<String> pairs(List<Condition> rule) {
    var conditions = first(rule, OfQuery.class);
    var literals =
        conditions.stream().flatMap(c -> c.pairs().stream()).map(OfQuery.Pair::literal).toList();
    return literals.stream().allMatch(Optional::isPresent)
        ? literals.stream().flatMap(Optional::stream).collect(Collectors.toSet())
        : Set.of();
  }

  private static boolean has(List<Condition> rule, Class<? extends Condition> type) {
    return rule.stream().anyMatch(type::isInstance);
  }

  private static <T extends Condition> List<T> first(List<Condition> rule, Class<T> type) {
    return of(rule, type).stream().limit(1).toList();
  }

  private static <T extends Condition> List<T> of(List<Condition> rule, Class<T> type) {
    return rule.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static <T extends Condition> List<T> all(List<List<Condition>> rules, Class<T> type) {
    return rules.stream().flatMap(rule -> of(rule, type).stream()).toList();
  }

  private long[] bits(List<List<Condition>> rules, ToIntFunction<List<Condition>> bit) {
    var set = new BitSet();
    for (int i = 0; i < rules.size(); i++) {
      set.set(i, bit.applyAsInt(rules.get(i)) == 1);
    }
    return Arrays.copyOf(set.toLongArray(), words);
  }
}
