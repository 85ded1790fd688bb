package dev.taskdock.proxy;

import dev.taskdock.model.ProtocolVersion;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.h2.Heads;
import dev.taskdock.proxy.http.Body;
import dev.taskdock.proxy.http.Desync;
import dev.taskdock.proxy.http.FieldName;
import dev.taskdock.proxy.http.Framing;
import dev.taskdock.proxy.http.Inserted;
import dev.taskdock.proxy.http.RequestHead;
import dev.taskdock.proxy.http.RequestSplicer;
import dev.taskdock.proxy.http.ResponseHead;
import dev.taskdock.proxy.http.ResponseSplicer;
import dev.taskdock.routing.OwnResponse;
import dev.taskdock.routing.Route;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One request of a client that speaks HTTP/2, and its answer: one stream, from its first frame to
/// its last.
final class StreamExchange implements Exchange {
  private static final int ABANDONED = 460;

  /// So many bytes of a request may come, and for so long, after its answer is whole.
  private static final int LONGEST_REST = 65_535;

  private static final long REST_LASTS = TimeUnit.SECONDS.toNanos(1);
  private static final byte[] LINE_END = "\r\n".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

  private final StreamClients clients;
  private final Lane lane;
  private final Http2Stream stream;
  private final RequestHead head = new RequestHead();
  private final HeadView view;
  private final Framing framing = new Framing();
  private final Passage.Sink toClient = this::toClient;
  private final long readAt = System.nanoTime();
  private final @Nullable Mesh mesh;
  private @Nullable Attempts attempts;
  private boolean takesTrailers;
  private Destination.@Nullable Target destination;
  private @Nullable Route route;
  private Destination.@Nullable Judged judged;
  private @Nullable Upstream target;
  private @Nullable ByteBuf last;
  private boolean grpc;

  /// What came while the gatekeeper did not know who is there.
  private final ArrayDeque<Piece> pieces = new ArrayDeque<>();

  private boolean waiting;
  private boolean requestEnded;
  private boolean responseBegun;
  private boolean answered;
  private int held;
  private int status;
  private int targetStatus;
  private String traceId = "";
  private long forwardedAt;
  private long answeredAt;
  private long received;
  private long sent;
  private long lastActive;
  private boolean over;
  private long endedAt;
  private int rest;

  /// Something of a request behind its head.
  private sealed interface Piece {
    record Some(ByteBuf data, boolean end) implements Piece {}

    record Trailers(Http2Headers headers) implements Piece {}
  }

  StreamExchange(StreamClients clients, Http2Stream stream) {
    this.clients = clients;
    this.lane = clients.lane();
    this.stream = stream;
    this.mesh = clients.listener().mesh();
    view = new HeadView(head, clients.source());
    lastActive = lane.now();
  }

  /// The request begins.
  ///
  /// @param ended whether it has no body
  void ask(Http2Headers headers, boolean ended) {
    requestEnded = ended;
    grpc = Heads.isGrpc(headers);
    var forwarding = clients.listener().forwarding();
    var reading = Heads.read(headers, ended, forwarding.dropInvalidFields(), lane.output(), head);
    switch (reading) {
      case WHOLE -> route(headers);
      case MALFORMED -> {
        answered = true;
        clients.reset(stream, Http2Error.PROTOCOL_ERROR);
      }
      case INVALID -> refuse(400);
      case LINE_TOO_LONG -> refuse(414);
      case TOO_LARGE -> refuse(413);
    }
  }

  /// Some of the request's body. False where the client is to wait.
  boolean take(ByteBuf data, boolean end) {
    lastActive = lane.now();
    if (waiting) {
      pieces.add(new Piece.Some(data.retain(), end));
      return false;
    }
    requestEnded = end;
    var to = target;
    if (to == null) {
      rest += data.readableBytes();
      if (isOver() && rest > LONGEST_REST) {
        clients.reset(stream, Http2Error.NO_ERROR);
      }
      return true;
    }
    received += data.readableBytes();
    if (attempts != null) {
      attempts.sent(data);
    }
    switch (to) {
      case TargetConnection connection -> {
        if (data.isReadable()) {
          chunk(connection, data);
        }
        if (end) {
          endRequest(connection);
        }
      }
      case StreamTarget.Call call -> call.send(data.retain(), end);
    }
    if (end) {
      forwardedAt = System.nanoTime();
    }
    clients.behind(to);
    return to.isWritable();
  }

  /// Counts what the client is not yet given back, and is answered with what it is.
  int holds(int bytes) {
    held += bytes;
    return 0;
  }

  /// The trailers of the request, which end it.
  void trailers(Http2Headers headers) {
    if (waiting) {
      pieces.add(new Piece.Trailers(headers));
      return;
    }
    requestEnded = true;
    forwardedAt = System.nanoTime();
    if (attempts != null) {
      attempts.spoil();
    }
    switch (target) {
      case null -> {}
      case TargetConnection connection -> {
        endRequest(connection);
        connection.flush();
      }
      case StreamTarget.Call call -> {
        call.trailers(headers);
        call.flush();
      }
    }
  }

  void tick(long now, long idle) {
    var to = target;
    if (!answered && mesh != null && to != null && mesh.isOver(forwardedAt, now)) {
      exceeded(to);
      return;
    }
    long active = to == null ? lastActive : Math.max(lastActive, to.lastActive());
    if (isOver() && now - endedAt > REST_LASTS) {
      clients.reset(stream, Http2Error.NO_ERROR);
      clients.flush();
    }
    if (answered || waiting || now - active <= idle) {
      return;
    }
    if (to == null) {
      clients.reset(stream, Http2Error.CANCEL);
    } else if (!requestEnded && !responseBegun && held == 0) {
      target = null;
      to.abandon();
      refuse(408);
    } else {
      to.expire();
    }
  }

  /// The client takes more of the answer.
  void writable() {
    lastActive = lane.now();
    var from = target;
    if (from != null) {
      from.resume();
    }
  }

  /// The stream is no more, whoever ended it.
  void gone() {
    var to = target;
    target = null;
    if (to != null) {
      to.abandon();
      done(responseBegun ? status : ABANDONED);
    } else if (waiting) {
      waiting = false;
      done(ABANDONED);
      forget();
    }
    discard();
  }

  @Override
  public boolean asksHead() {
    return head.isMethod("HEAD");
  }

  @Override
  public boolean asksUpgrade() {
    return false;
  }

  @Override
  public boolean isRequestEnded() {
    return requestEnded;
  }

  @Override
  public boolean isWritable() {
    return clients.isWritable(stream);
  }

  @Override
  public void resume() {
    if (held > 0) {
      int bytes = held;
      held = 0;
      clients.consumed(stream, bytes);
    }
  }

  @Override
  public void interim(ResponseHead interim) {
    clients.head(stream, Heads.response(interim, List.of(), Inserted.NOTHING), false);
    clients.flush();
  }

  @Override
  public void upgraded(ResponseHead upgrade) {
    throw new IllegalStateException("a stream asks for no upgrade");
  }

  @Override
  public boolean begin(ResponseHead response, Framing itsFraming, Body itsBody, ByteBuf in) {
    itsBody.begin(itsFraming, true);
    var cookies = cookies(ResponseSplicer.cookiesSet(response));
    var inserted = clients.listener().inserted();
    begin(response.status(), Heads.response(response, cookies, inserted), itsBody.isEnded());
    return proceed(itsBody, in);
  }

  @Override
  public boolean proceed(Body itsBody, ByteBuf in) {
    boolean whole = Passage.pass(in, itsBody, toClient);
    if (!itsBody.isEnded()) {
      // The last piece of a body carries the end of the stream; this is not it.
      write(false);
    }
    return whole;
  }

  @Override
  public void send(ByteBuf bytes) {
    bytes.release();
  }

  @Override
  public void flush() {
    clients.flush();
  }

  @Override
  public void end() {
    target = null;
    if (!answered) {
      last = last == null ? Unpooled.EMPTY_BUFFER : last;
      write(true);
    }
    finish();
    clients.flush();
  }

  @Override
  public void fail(Failure failure) {
    var cause = failure.cause();
    if (responseBegun) {
      cutOff(failure, Http2Error.INTERNAL_ERROR);
      return;
    }
    target = null;
    var tried = attempts;
    if (tried != null
        && tried.failed(failure.target(), lane.now())
        && cause.isBefore()
        && isSentAgain(tried, failure.target())) {
      return;
    }
    int with = mesh == null ? cause.status() : cause.statusInMesh();
    tell(failure, with);
    refuse(with);
  }

  /// Whether the answer of a target that speaks HTTP/2 is not taken, since another one is asked.
  private boolean isTriedAgain(Attempts tried, Http2Headers response, int code, boolean end) {
    var from = target;
    var asked = destination;
    if (from == null || asked == null) {
      return false;
    }
    var said = response.get("grpc-status");
    boolean busy =
        end
            && said != null
            && (said.toString().equals("1")
                || said.toString().equals("8")
                || said.toString().equals("14"));
    if (code < 500 && !busy) {
      tried.succeeded(asked.id());
      return false;
    }
    boolean again = tried.failed(asked.id(), lane.now());
    if (again && (code == 503 || busy) && requestEnded && isSentAgain(tried, asked.id())) {
      from.abandon();
      return true;
    }
    return false;
  }

  private boolean isSentAgain(Attempts tried, TargetId failed) {
    var id = clients.listener().id();
    if (!(lane.dispatcher().destination(id, view, true, grpc, tried, lane)
        instanceof Destination.Target other)) {
      return false;
    }
    lane.traffic().retried(id, failed);
    destination = other;
    var pieces = tried.replay();
    forward(other, requestEnded && pieces.isEmpty());
    if (target instanceof StreamTarget.Call call) {
      for (int i = 0; i < pieces.size(); i++) {
        call.send(pieces.get(i), requestEnded && i == pieces.size() - 1);
      }
      call.flush();
    } else {
      pieces.forEach(ByteBuf::release);
    }
    return true;
  }

  /// The answer takes longer than a request may take.
  private void exceeded(Upstream to) {
    target = null;
    to.abandon();
    if (responseBegun) {
      answered = true;
      discard();
      done(status);
      clients.reset(stream, Http2Error.CANCEL);
      clients.flush();
    } else {
      refuse(504);
    }
  }

  /// The answer of a target that speaks HTTP/2 begins.
  void answer(Http2Headers response, int code, boolean end) {
    if (attempts != null && isTriedAgain(attempts, response, code, end)) {
      return;
    }
    var set = new ArrayList<String>();
    response.getAll("set-cookie").forEach(cookie -> set.add(cookie.toString().split("=", 2)[0]));
    begin(code, Heads.response(response, cookies(set), clients.listener().inserted()), end);
    if (end) {
      target = null;
      finish();
    }
  }

  /// Something such a target says before its answer.
  void inform(Http2Headers interim) {
    clients.head(stream, Heads.response(interim, List.of(), Inserted.NOTHING), false);
    clients.flush();
  }

  /// More of the answer's body. False where the target is to wait.
  boolean more(ByteBuf data, boolean end) {
    sent += data.readableBytes();
    lastActive = lane.now();
    answered |= end;
    clients.body(stream, data.retain(), end);
    if (end) {
      target = null;
      finish();
    }
    return end || isWritable();
  }

  /// The trailers of the answer, which end it.
  void finish(Http2Headers trailers) {
    target = null;
    answered = true;
    var copy = new DefaultHttp2Headers(false);
    trailers.forEach(field -> copy.add(field.getKey(), field.getValue()));
    sent += Heads.size(copy);
    clients.head(stream, copy, true);
    finish();
  }

  /// The target has ended the stream in the middle.
  void cutOff(Failure failure, Http2Error error) {
    target = null;
    tell(failure, 0);
    answered = true;
    discard();
    done(responseBegun ? status : Cause.RESET.status());
    clients.reset(stream, error);
    clients.flush();
  }

  private void tell(Failure failure, int code) {
    var chosen = destination;
    if (chosen != null) {
      lane.traffic().failed(chosen.pool().group().name(), failure, code);
    }
  }

  private void route(Http2Headers headers) {
    received = head.length();
    framing.read(head);
    int refused = refusal();
    if (refused != 0) {
      refuse(refused);
      return;
    }
    go(destination(clients.listener()), headers);
  }

  /// Sends a request where it is to go.
  private void go(Destination to, Http2Headers headers) {
    var listener = clients.listener();
    takesTrailers = Heads.takesTrailers(headers);
    switch (to) {
      case Destination.Waiting later -> await(later, headers);
      case Destination.Judged admitted -> {
        judged = admitted;
        go(admitted.then(), headers);
      }
      case Destination.Refusal(int code, String why, var decided) -> {
        route = decided.orElse(null);
        lane.traffic().refused(code, why, decided);
        refuse(code);
      }
      case Destination.Elsewhere(var redirect) -> {
        route = redirect;
        answer(OwnResponse.redirect(redirect, listener.serverField(), lane.instant()));
      }
      case Destination.Fixed(var decided) -> {
        route = decided;
        answer(OwnResponse.fixed(decided.response(), listener.serverField(), lane.instant()));
      }
      case Destination.Target chosen -> {
        destination = chosen;
        route = chosen.rule();
        forward(chosen, requestEnded);
      }
    }
  }

  private Destination destination(Listener listener) {
    if (mesh == null) {
      return lane.dispatcher().destination(listener.id(), view, true, grpc, lane.instant());
    }
    var begun = new Attempts(mesh);
    attempts = begun;
    return lane.dispatcher().destination(listener.id(), view, true, grpc, begun, lane);
  }

  private void await(Destination.Waiting later, Http2Headers headers) {
    waiting = true;
    route = later.route();
    later
        .verdict()
        .whenComplete((verdict, _) ->
            clients
                .channel()
                .eventLoop()
                .execute(() -> settle(later, Optional.ofNullable(verdict), headers)));
  }

  /// The gatekeeper knows who is there; what came meanwhile goes the same way.
  private void settle(
      Destination.Waiting later, Optional<Gatekeeper.Verdict> verdict, Http2Headers headers) {
    if (!waiting) {
      return;
    }
    waiting = false;
    lastActive = lane.now();
    var to = lane.dispatcher().settled(later, verdict, view, true, grpc, lane.instant());
    if (to instanceof Destination.Judged(_, _, Destination.Target _)) {
      go(to, headers);
      replay();
    } else {
      requestEnded |= forget();
      go(to, headers);
    }
    var on = target;
    if (on != null) {
      on.flush();
    }
  }

  private void replay() {
    for (var piece = pieces.poll(); piece != null; piece = pieces.poll()) {
      switch (piece) {
        case Piece.Some(var data, boolean end) -> {
          take(data, end);
          data.release();
        }
        case Piece.Trailers(var headers) -> trailers(headers);
      }
    }
    var to = target;
    if (to == null || to.isWritable()) {
      resume();
    }
  }

  /// Throws away what came, and says whether the request ended with it.
  private boolean forget() {
    boolean ended = false;
    for (var piece = pieces.poll(); piece != null; piece = pieces.poll()) {
      switch (piece) {
        case Piece.Some(var data, boolean end) -> {
          ended |= end;
          data.release();
        }
        case Piece.Trailers _ -> ended = true;
      }
    }
    return ended;
  }

  private int refusal() {
    boolean hostless = head.fields().first(FieldName.HOST) < 0;
    if (head.isMethod("TRACE") || head.isMethod("CONNECT")) {
      return 405;
    }
    if (hostless || head.form() == RequestHead.Form.OTHER) {
      return 400;
    }
    if (RequestSplicer.addresses(head.fields()) > RequestSplicer.MOST_ADDRESSES) {
      return 463;
    }
    return switch (framing.kind()) {
      case NONE, LENGTH, CHUNKED -> 0;
      case UNSUPPORTED -> 501;
      case INVALID, UNTIL_CLOSE -> 400;
    };
  }

  /// @param bare whether no body follows
  private void forward(Destination.Target chosen, boolean bare) {
    var out = lane.output();
    var rewritten = chosen.rule().rewritten();
    var splicer = clients.splicer();
    splicer.splice(out, head, framing, lane.seed(), Destination.Judged.rewrite(judged, rewritten));
    if (lane.traffic().wantsTexts()) {
      traceId =
          new String(
              out.bytes(),
              splicer.traceStart(),
              splicer.traceEnd() - splicer.traceStart(),
              StandardCharsets.ISO_8859_1);
    }
    if (requestEnded) {
      forwardedAt = System.nanoTime();
    }
    var group = chosen.pool().group();
    var limits = clients.listener().limits();
    if (group.version() == ProtocolVersion.HTTP1) {
      var first =
          clients
              .channel()
              .alloc()
              .directBuffer(out.length())
              .writeBytes(out.bytes(), 0, out.length());
      var to = lane.connection(chosen.id(), limits, group.tls());
      target = to;
      to.begin(this, false);
      to.send(first);
      clients.behind(to);
    } else {
      var spliced = new RequestHead();
      System.arraycopy(out.bytes(), 0, spliced.room(out.length()), 0, out.length());
      spliced.received(out.length());
      var call = lane.streams(chosen.id(), limits, group.tls()).call(this);
      target = call;
      call.begin(Heads.request(spliced, group.tls(), takesTrailers), bare);
      clients.behind(call);
    }
  }

  private void chunk(TargetConnection to, ByteBuf data) {
    if (framing.kind() == Framing.Kind.CHUNKED) {
      var size = clients.channel().alloc().directBuffer(16);
      size.writeCharSequence(
          Integer.toHexString(data.readableBytes()) + "\r\n", StandardCharsets.US_ASCII);
      to.send(size);
      to.send(data.retainedSlice());
      to.send(Unpooled.wrappedBuffer(LINE_END));
    } else {
      to.send(data.retainedSlice());
    }
  }

  private void endRequest(TargetConnection to) {
    if (framing.kind() == Framing.Kind.CHUNKED) {
      to.send(Unpooled.wrappedBuffer(LAST_CHUNK));
    }
  }

  private void begin(int code, Http2Headers response, boolean end) {
    responseBegun = true;
    answered = end;
    answeredAt = System.nanoTime();
    status = code;
    targetStatus = code;
    sent += Heads.size(response);
    clients.head(stream, response, end);
  }

  private List<String> cookies(List<String> set) {
    var chosen = destination;
    var sticky =
        chosen == null || !chosen.isSticky()
            ? List.<String>of()
            : lane.dispatcher().cookies(chosen, set, true, lane.instant());
    var known = judged;
    return known == null ? sticky : known.withCookies(sticky);
  }

  private void toClient(ByteBuf from, int start, int length) {
    write(false);
    sent += length;
    last = from.retainedSlice(start, length);
  }

  private void write(boolean end) {
    var piece = last;
    last = null;
    if (piece != null) {
      answered |= end;
      clients.body(stream, piece, end);
    }
  }

  private void discard() {
    var piece = last;
    last = null;
    if (piece != null) {
      piece.release();
    }
  }

  private void refuse(int with) {
    if (mesh != null) {
      answer(
          grpc
              ? OwnResponse.grpcOfProxy(with, lane.instant())
              : OwnResponse.ofProxy(with, lane.instant()));
      return;
    }
    answer(
        grpc
            ? OwnResponse.grpc(with, lane.instant())
            : OwnResponse.page(with, clients.listener().serverField(), lane.instant()));
  }

  /// Answers in the load balancer's own name.
  private void answer(OwnResponse plain) {
    var known = judged;
    var own =
        (known == null ? plain : plain.with(known.verdict().cookies()))
            .with(clients.listener().inserted().fields());
    status = own.status();
    answered = true;
    var headers = Heads.own(own);
    sent += Heads.size(headers);
    boolean bodiless = own.body().isEmpty() || head.isMethod("HEAD");
    clients.head(stream, headers, bodiless);
    if (!bodiless) {
      var body = own.body().getBytes(StandardCharsets.UTF_8);
      sent += body.length;
      clients.body(stream, Unpooled.wrappedBuffer(body), true);
    }
    finish();
    clients.flush();
  }

  /// All is said. What the client has sent before it can know is left to come; only a request that
  /// goes on is told to stop, since there are clients that take NO_ERROR for the loss of an answer.
  private void finish() {
    done(status);
    endedAt = lane.now();
    over = true;
    resume();
  }

  /// Whether all is said and the request goes on.
  private boolean isOver() {
    return over && !requestEnded;
  }

  private void done(int with) {
    if (attempts != null) {
      attempts.release();
      attempts = null;
    }
    long now = System.nanoTime();
    var chosen = Optional.ofNullable(destination);
    var known = judged;
    lane.traffic()
        .done(
            new Served(
                clients.listener().id(),
                with,
                chosen.map(t ->
                    new Served.Asked(
                        t.id(), t.pool().group().name(), t.rule().priority(), targetStatus)),
                new Served.Times(
                    lane.instant(),
                    Duration.ofNanos(now - readAt),
                    span(readAt, forwardedAt),
                    span(forwardedAt, answeredAt),
                    span(answeredAt, answeredAt == 0 ? 0 : now)),
                received,
                sent,
                Desync.Reason.COMPLIANT,
                Optional.ofNullable(known == null ? route : known.route()),
                known == null ? Optional.empty() : Optional.of(known.verdict().finding()),
                lane.traffic().wantsTexts() ? Optional.of(texts()) : Optional.empty()));
  }

  private static Optional<Duration> span(long from, long to) {
    return from == 0 || to == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(to - from));
  }

  private Served.Texts texts() {
    int agent = head.fields().first(FieldName.USER_AGENT);
    return new Served.Texts(
        clients.peer(),
        head.toString().replaceFirst("HTTP/1.1$", "HTTP/2.0"),
        view.host().toString(),
        agent < 0 ? "" : view.headerValue(agent).toString(),
        traceId,
        clients.id(),
        clients.secured(),
        grpc);
  }
}
