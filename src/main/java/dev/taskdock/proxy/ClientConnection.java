package dev.taskdock.proxy;

import dev.taskdock.model.IpAddress;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.http.Body;
import dev.taskdock.proxy.http.Client;
import dev.taskdock.proxy.http.Desync;
import dev.taskdock.proxy.http.FieldName;
import dev.taskdock.proxy.http.Framing;
import dev.taskdock.proxy.http.Output;
import dev.taskdock.proxy.http.RequestHead;
import dev.taskdock.proxy.http.RequestSplicer;
import dev.taskdock.proxy.http.ResponseHead;
import dev.taskdock.proxy.http.ResponseSplicer;
import dev.taskdock.proxy.tls.Secured;
import dev.taskdock.proxy.tls.TlsEnd;
import dev.taskdock.routing.OwnResponse;
import dev.taskdock.routing.Route;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A client's connection of HTTP/1.1: reads its requests one after the other, and gives it the
/// answers.
// What becomes of a write is told to exceptionCaught, or shows when the connection ends.
@SuppressWarnings("FutureReturnValueIgnored")
final class ClientConnection extends ChannelInboundHandlerAdapter
    implements Lane.Watched, Exchange {
  private enum State {
    /// Between requests, or in the head of one.
    HEAD,
    /// From a whole head to the end of its answer.
    EXCHANGE,
    /// In between, until the gatekeeper knows who is there.
    WAITING,
    /// Bytes go both ways and mean nothing to us.
    TUNNEL,
    /// The last answer is written; what else comes is thrown away until the client has gone.
    LINGERING,
    CLOSED
  }

  /// A head is looked for in so many bytes at a time, so that no body is copied in vain.
  private static final int GULP = 2048;

  private static final int ABANDONED = 460;

  /// A body no longer than this travels in one piece with its head.
  static final int MERGED = 16 * 1024;

  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

  private final Lane lane;
  private final Listener listener;
  private final SocketChannel channel;
  private final RequestSplicer splicer;
  private final Optional<Secured> secured;
  private final boolean secure;
  private final String peer;
  private final String id;
  private final RequestHead head = new RequestHead();
  private final HeadView view;
  private final Framing framing = new Framing();
  private final Body body = new Body();
  private final Passage.Sink toTarget = this::toTarget;
  private final Passage.Sink toClient = this::toClient;
  private final long openedAt;
  private State state = State.HEAD;
  private final @Nullable Mesh mesh;
  private @Nullable Attempts attempts;
  private Destination.@Nullable Target destination;
  private @Nullable Route route;
  private Destination.@Nullable Judged judged;
  private @Nullable TargetConnection target;
  private @Nullable ByteBuf merging;
  private ByteBuf stash = Unpooled.EMPTY_BUFFER;
  private boolean requestEnded;
  private boolean responseBegun;
  private boolean keepsAlive;
  private int status;
  private int targetStatus;
  private Desync.Reason desync = Desync.Reason.COMPLIANT;
  private String traceId = "";
  private long readAt;
  private long forwardedAt;
  private long answeredAt;
  private long received;
  private long sent;
  private ResponseSplicer.Delivery delivery = ResponseSplicer.Delivery.AS_IT_IS;
  private long lastActive;

  ClientConnection(Lane lane, Listener listener, SocketChannel channel) {
    this(lane, listener, channel, Optional.empty(), Client.Session.NONE);
  }

  /// @param secured how the channel's bytes travel in TLS, if they do
  /// @param session what targets are told about it
  ClientConnection(
      Lane lane,
      Listener listener,
      SocketChannel channel,
      Optional<Secured> secured,
      Client.Session session) {
    this.lane = lane;
    this.secured = secured;
    this.secure = secured.isPresent();
    this.listener = listener;
    this.mesh = listener.mesh();
    this.channel = channel;
    var from = channel.remoteAddress();
    peer = new TargetId(from.getAddress().getHostAddress(), from.getPort()).toString();
    id = lane.connectionId();
    splicer =
        new RequestSplicer(
            listener.forwarding(),
            new Client(
                from.getAddress().getHostAddress(),
                from.getPort(),
                secure,
                listener.id().port(),
                session));
    view = new HeadView(head, IpAddress.of(from.getAddress().getAddress()));
    openedAt = lane.now();
    lastActive = openedAt;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    // In TLS the connection was active long before this saw it.
    if (secure && context.channel().isActive()) {
      channelActive(context);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    lane.watch(this);
    lane.traffic().opened(listener.id(), peer, id, secured);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var in = (ByteBuf) message;
    lastActive = lane.now();
    try {
      take(in);
    } finally {
      in.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    var to = target;
    if (to != null) {
      to.flush();
    }
    if (state == State.LINGERING) {
      channel.flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    lastActive = lane.now();
    var from = target;
    if (from != null && channel.isWritable()) {
      from.resume();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    lane.unwatch(this);
    lane.traffic().closed(listener.id());
    var to = target;
    if (state == State.EXCHANGE || state == State.WAITING || state == State.TUNNEL) {
      done(state == State.TUNNEL || responseBegun ? status : ABANDONED);
    }
    state = State.CLOSED;
    if (to != null) {
      target = null;
      to.abandon();
    }
    stash.release();
    stash = Unpooled.EMPTY_BUFFER;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // The connection is no more; who was on the other end of it does not matter.
    context.close();
  }

  @Override
  public void tick(long now) {
    var to = target;
    if (state == State.EXCHANGE && mesh != null && to != null && mesh.isOver(forwardedAt, now)) {
      exceeded(to);
      return;
    }
    long active = to == null ? lastActive : Math.max(lastActive, to.lastActive());
    long waited = now - active;
    if (state == State.WAITING) {
      // Whoever is asked has less time than any client.
      return;
    }
    if (state == State.LINGERING
        ? waited > listener.limits().linger().toNanos()
        : waited > idle()) {
      expire();
    }
  }

  @Override
  public boolean drain() {
    keepsAlive = false;
    if (state == State.HEAD && head.isEmpty()) {
      state = State.CLOSED;
      channel.close();
    }
    return true;
  }

  /// The target takes more again.
  @Override
  public void resume() {
    if (!stash.isReadable()) {
      channel.config().setAutoRead(true);
    }
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  boolean isVersion11() {
    return head.isVersion11();
  }

  @Override
  public boolean asksHead() {
    return head.isMethod("HEAD");
  }

  @Override
  public boolean asksUpgrade() {
    return RequestSplicer.asksUpgrade(head);
  }

  @Override
  public boolean isRequestEnded() {
    return requestEnded;
  }

  /// Something is said before the answer.
  @Override
  public void interim(ResponseHead interim) {
    if (head.isVersion11()) {
      var out = lane.output();
      ResponseSplicer.spliceInterim(out, interim);
      channel.write(buffer(out, 0), channel.voidPromise());
      channel.flush();
    }
  }

  /// The target changed the protocol: from now on, both connections are one tunnel.
  @Override
  public void upgraded(ResponseHead upgrade) {
    var out = lane.output();
    ResponseSplicer.spliceUpgrade(out, upgrade);
    channel.writeAndFlush(buffer(out, 0), channel.voidPromise());
    state = State.TUNNEL;
    answeredAt = System.nanoTime();
    status = upgrade.status();
    targetStatus = status;
    unstash();
  }

  /// The answer begins; what there is of its body is read from `in`. False where that is broken.
  @Override
  public boolean begin(ResponseHead response, Framing itsFraming, Body itsBody, ByteBuf in) {
    if (attempts != null && isTriedAgain(attempts, response.status())) {
      return true;
    }
    delivery = ResponseSplicer.delivery(itsFraming, head.isVersion11());
    boolean delimited =
        delivery != ResponseSplicer.Delivery.WITHOUT_CHUNKS
            && (itsFraming.kind() != Framing.Kind.UNTIL_CLOSE
                || delivery == ResponseSplicer.Delivery.IN_CHUNKS);
    keepsAlive &= requestEnded && delimited;
    responseBegun = true;
    answeredAt = System.nanoTime();
    status = response.status();
    targetStatus = status;
    var out = lane.output();
    ResponseSplicer.splice(
        out, response, itsFraming, delivery, keepsAlive, cookies(response), listener.inserted());
    sent += out.length();
    itsBody.begin(itsFraming, delivery == ResponseSplicer.Delivery.WITHOUT_CHUNKS);
    boolean merges = in.readableBytes() <= MERGED && delivery != ResponseSplicer.Delivery.IN_CHUNKS;
    var first = buffer(out, merges ? in.readableBytes() : 0);
    merging = merges ? first : null;
    boolean whole = !merges || Passage.pass(in, itsBody, toClient);
    merging = null;
    channel.write(first, channel.voidPromise());
    return whole && (merges || Passage.pass(in, itsBody, toClient));
  }

  /// More of the answer's body is in `in`. False where it is broken.
  @Override
  public boolean proceed(Body itsBody, ByteBuf in) {
    return Passage.pass(in, itsBody, toClient);
  }

  @Override
  public void send(ByteBuf bytes) {
    if (state == State.TUNNEL) {
      sent += bytes.readableBytes();
    }
    channel.write(bytes, channel.voidPromise());
  }

  @Override
  public void flush() {
    channel.flush();
  }

  /// The answer is whole, and the target has nothing more to do with it.
  @Override
  public void end() {
    target = null;
    if (delivery == ResponseSplicer.Delivery.IN_CHUNKS) {
      channel.write(Unpooled.wrappedBuffer(LAST_CHUNK), channel.voidPromise());
    }
    done(status);
    if (keepsAlive) {
      channel.flush();
      next();
    } else {
      bow();
    }
  }

  /// The target does not answer, or not to the end.
  @Override
  public void fail(Failure failure) {
    var cause = failure.cause();
    target = null;
    if (state == State.TUNNEL) {
      done(status);
      closeWhenWritten();
      return;
    }
    if (attempts != null && isTriedAgain(attempts, failure.target(), cause)) {
      return;
    }
    int with = mesh == null ? cause.status() : cause.statusInMesh();
    var chosen = destination;
    if (chosen != null) {
      var group = chosen.pool().group().name();
      lane.traffic().failed(group, failure, responseBegun ? 0 : with);
    }
    if (responseBegun) {
      done(status);
      cutOff();
    } else {
      refuse(with, requestEnded && keepsAlive);
    }
  }

  /// A target failed; whether another one has the request now.
  private boolean isTriedAgain(Attempts tried, TargetId failed, Cause cause) {
    boolean again = tried.failed(failed, lane.now());
    return again && !responseBegun && cause.isBefore() && isSentAgain(tried, failed);
  }

  /// A target answered; whether another one has the request now, since this one is overwhelmed.
  private boolean isTriedAgain(Attempts tried, int with) {
    var from = target;
    if (from == null) {
      return false;
    }
    if (with < 500) {
      tried.succeeded(from.target());
      return false;
    }
    boolean again = tried.failed(from.target(), lane.now());
    if (again && with == 503 && requestEnded && isSentAgain(tried, from.target())) {
      from.abandon();
      return true;
    }
    return false;
  }

  private boolean isSentAgain(Attempts tried, TargetId failed) {
    if (!(lane.dispatcher().destination(listener.id(), view, false, false, tried, lane)
        instanceof Destination.Target other)) {
      return false;
    }
    lane.traffic().retried(listener.id(), failed);
    destination = other;
    var to = lane.connection(other.id(), listener.limits(), false);
    target = to;
    to.begin(this, framing.isDoubtful());
    tried.replay().forEach(to::send);
    to.flush();
    return true;
  }

  /// The answer takes longer than a request may take.
  private void exceeded(TargetConnection to) {
    target = null;
    to.abandon();
    if (responseBegun) {
      done(status);
      cutOff();
    } else {
      refuse(504, false);
    }
  }

  private void take(ByteBuf in) {
    while (in.isReadable()) {
      switch (state) {
        case HEAD -> readHead(in);
        case EXCHANGE -> {
          if (requestEnded) {
            stash(in);
            return;
          }
          readBody(in);
        }
        case WAITING -> {
          stash(in);
          return;
        }
        case TUNNEL -> {
          var to = target;
          if (to == null) {
            return;
          }
          received += in.readableBytes();
          to.send(in.readRetainedSlice(in.readableBytes()));
          holdBack(to);
        }
        case LINGERING, CLOSED -> {
          return;
        }
      }
    }
  }

  private void readHead(ByteBuf in) {
    int more = Math.min(in.readableBytes(), GULP);
    var room = head.room(more);
    in.getBytes(in.readerIndex(), room, head.filled(), more);
    var progress = head.received(more);
    in.skipBytes(
        progress == RequestHead.Progress.WHOLE ? more - head.filled() + head.length() : more);
    switch (progress) {
      case PARTIAL -> {}
      case WHOLE -> exchange(in);
      case MALFORMED -> refuse(400, false);
      case LINE_TOO_LONG -> refuse(414, false);
      case TOO_LARGE -> refuse(413, false);
    }
  }

  /// A request's head is whole; what there is of its body is in `in`.
  private void exchange(ByteBuf in) {
    state = State.EXCHANGE;
    readAt = System.nanoTime();
    received += head.length();
    framing.read(head);
    requestEnded = framing.kind() == Framing.Kind.NONE;
    var mode = listener.forwarding().mode();
    desync = Desync.reason(head);
    var tier = desync.tier();
    boolean closes = framing.isDoubtful() || mode.closesAfter(tier);
    keepsAlive =
        !closes
            && RequestSplicer.keepsAlive(head)
            && !lane.isDraining()
            && lane.now() - openedAt <= listener.limits().keepAlive().toNanos();
    int refused = refusal(mode.blocks(tier));
    if (refused != 0) {
      refuse(refused, keepsAlive && requestEnded && refused != 400);
      return;
    }
    go(destination(), closes, in);
  }

  /// Sends a request where it is to go.
  ///
  /// @param closes whether the target's connection ends with it
  private void go(Destination to, boolean closes, ByteBuf in) {
    boolean stays = keepsAlive && requestEnded;
    switch (to) {
      case Destination.Waiting waiting -> await(waiting, closes);
      case Destination.Judged admitted -> {
        judged = admitted;
        go(admitted.then(), closes, in);
      }
      case Destination.Refusal(int answered, String why, var decided) -> {
        route = decided.orElse(null);
        lane.traffic().refused(answered, why, decided);
        refuse(answered, stays);
      }
      case Destination.Elsewhere(var redirect) -> {
        route = redirect;
        answer(OwnResponse.redirect(redirect, listener.serverField(), lane.instant()), stays);
      }
      case Destination.Fixed(var decided) -> {
        route = decided;
        var response = decided.response();
        answer(OwnResponse.fixed(response, listener.serverField(), lane.instant()), stays);
      }
      case Destination.Target chosen -> {
        if (framing.kind() != Framing.Kind.NONE && RequestSplicer.expectsContinue(head)) {
          channel.writeAndFlush(Unpooled.wrappedBuffer(CONTINUE), channel.voidPromise());
        }
        destination = chosen;
        route = chosen.rule();
        forward(chosen, closes, in);
      }
    }
  }

  private Destination destination() {
    if (mesh == null) {
      return lane.dispatcher().destination(listener.id(), view, lane.instant());
    }
    var begun = new Attempts(mesh);
    attempts = begun;
    return lane.dispatcher().destination(listener.id(), view, false, false, begun, lane);
  }

  private void await(Destination.Waiting waiting, boolean closes) {
    state = State.WAITING;
    route = waiting.route();
    waiting
        .verdict()
        .whenComplete((verdict, _) ->
            channel
                .eventLoop()
                .execute(() -> settle(waiting, Optional.ofNullable(verdict), closes)));
  }

  /// The gatekeeper knows who is there; what came meanwhile goes the same way.
  private void settle(
      Destination.Waiting waiting, Optional<Gatekeeper.Verdict> verdict, boolean closes) {
    if (state != State.WAITING) {
      return;
    }
    state = State.EXCHANGE;
    lastActive = lane.now();
    var held = stash;
    stash = Unpooled.EMPTY_BUFFER;
    channel.config().setAutoRead(true);
    try {
      go(
          lane.dispatcher().settled(waiting, verdict, view, false, false, lane.instant()),
          closes,
          held);
      take(held);
      var to = target;
      if (to != null) {
        to.flush();
      }
    } finally {
      held.release();
    }
  }

  /// The status with which a request is refused before its route is looked for, or 0.
  private int refusal(boolean blocked) {
    if (head.isVersion2()) {
      return head.isMethod("PRI") ? 400 : 505;
    }
    if (mesh != null && !head.isVersion11()) {
      return 426;
    }
    boolean hostless =
        head.isVersion11()
            && head.fields().first(FieldName.HOST) < 0
            && head.authorityStart() == head.authorityEnd();
    if (blocked || hostless) {
      return 400;
    }
    if (head.isMethod("TRACE") || head.isMethod("CONNECT")) {
      return 405;
    }
    if (head.form() == RequestHead.Form.OTHER) {
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

  private void forward(Destination.Target chosen, boolean closes, ByteBuf in) {
    var to = lane.connection(chosen.id(), listener.limits(), chosen.pool().group().tls());
    target = to;
    body.begin(framing, false);
    var out = lane.output();
    var rewritten = chosen.rule().rewritten();
    splicer.splice(out, head, framing, lane.seed(), Destination.Judged.rewrite(judged, rewritten));
    if (lane.traffic().wantsTexts()) {
      traceId =
          new String(
              out.bytes(),
              splicer.traceStart(),
              splicer.traceEnd() - splicer.traceStart(),
              StandardCharsets.ISO_8859_1);
    }
    boolean merges = in.readableBytes() <= MERGED;
    var first = buffer(out, merges ? in.readableBytes() : 0);
    to.begin(this, closes);
    if (!merges) {
      send(to, first);
      readBody(in);
      return;
    }
    merging = first;
    boolean whole = Passage.pass(in, body, toTarget);
    merging = null;
    send(to, first);
    passed(to, whole);
  }

  private void send(TargetConnection to, ByteBuf bytes) {
    if (attempts != null) {
      attempts.sent(bytes);
    }
    to.send(bytes);
  }

  private void readBody(ByteBuf in) {
    var to = target;
    if (to == null) {
      in.skipBytes(in.readableBytes());
    } else {
      passed(to, Passage.pass(in, body, toTarget));
    }
  }

  /// Some of the request's body has gone on, unless it was broken.
  private void passed(TargetConnection to, boolean whole) {
    if (!whole) {
      target = null;
      to.abandon();
      if (responseBegun) {
        done(status);
        cutOff();
      } else {
        refuse(400, false);
      }
      return;
    }
    requestEnded = body.isEnded();
    if (requestEnded) {
      forwardedAt = System.nanoTime();
      to.flush();
    } else {
      holdBack(to);
    }
  }

  private List<String> cookies(ResponseHead response) {
    var chosen = destination;
    var known = judged;
    if (chosen == null || !chosen.isSticky()) {
      return known == null ? List.of() : known.verdict().cookies();
    }
    var sticky =
        lane.dispatcher()
            .cookies(chosen, ResponseSplicer.cookiesSet(response), secure, lane.instant());
    return known == null ? sticky : known.withCookies(sticky);
  }

  private void holdBack(TargetConnection to) {
    if (!to.isWritable()) {
      // What goes out here may make room, and that is told at once.
      to.flush();
    }
    if (!to.isWritable()) {
      channel.config().setAutoRead(false);
    }
  }

  private void toTarget(ByteBuf from, int start, int length) {
    received += length;
    var into = merging;
    var to = target;
    if (into != null) {
      into.writeBytes(from, start, length);
    } else if (to != null) {
      send(to, from.retainedSlice(start, length));
    }
  }

  private void toClient(ByteBuf from, int start, int length) {
    sent += length;
    var into = merging;
    if (into != null) {
      into.writeBytes(from, start, length);
    } else if (delivery == ResponseSplicer.Delivery.IN_CHUNKS) {
      var size = channel.alloc().directBuffer(16);
      size.writeCharSequence(Integer.toHexString(length) + "\r\n", StandardCharsets.US_ASCII);
      send(size);
      send(from.retainedSlice(start, length));
      send(Unpooled.wrappedBuffer(LAST_CHUNK, 1, 2));
    } else {
      send(from.retainedSlice(start, length));
    }
  }

  /// What comes after a request waits until that is answered.
  private void stash(ByteBuf in) {
    channel.config().setAutoRead(false);
    if (!stash.isReadable()) {
      stash = in.readRetainedSlice(in.readableBytes());
      return;
    }
    var joined = channel.alloc().directBuffer(stash.readableBytes() + in.readableBytes());
    joined.writeBytes(stash).writeBytes(in);
    stash.release();
    stash = joined;
  }

  private void unstash() {
    var waiting = stash;
    stash = Unpooled.EMPTY_BUFFER;
    channel.config().setAutoRead(true);
    try {
      take(waiting);
      var to = target;
      if (to != null) {
        to.flush();
      }
    } finally {
      waiting.release();
    }
  }

  private void next() {
    state = State.HEAD;
    lastActive = lane.now();
    head.clear();
    responseBegun = false;
    delivery = ResponseSplicer.Delivery.AS_IT_IS;
    if (stash.isReadable()) {
      unstash();
    } else if (!channel.config().isAutoRead()) {
      channel.config().setAutoRead(true);
    }
  }

  private void refuse(int with, boolean stays) {
    answer(
        mesh == null
            ? OwnResponse.page(with, listener.serverField(), lane.instant())
            : OwnResponse.ofProxy(with, lane.instant()),
        stays);
  }

  /// Answers in the load balancer's own name.
  private void answer(OwnResponse plain, boolean stays) {
    var known = judged;
    var own =
        (known == null ? plain : plain.with(known.verdict().cookies()))
            .with(listener.inserted().fields());
    var text = own.text(stays, head.isMethod("HEAD"));
    channel.writeAndFlush(
        Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)), channel.voidPromise());
    sent += text.length();
    done(own.status());
    if (stays && !own.closes()) {
      next();
    } else {
      bow();
    }
  }

  /// Tells what became of the request.
  private void done(int with) {
    long now = System.nanoTime();
    var chosen = Optional.ofNullable(destination);
    var known = judged;
    lane.traffic()
        .done(
            new Served(
                listener.id(),
                with,
                chosen.map(t ->
                    new Served.Asked(
                        t.id(), t.pool().group().name(), t.rule().priority(), targetStatus)),
                new Served.Times(
                    lane.instant(),
                    Duration.ofNanos(readAt == 0 ? 0 : now - readAt),
                    span(readAt, forwardedAt),
                    span(forwardedAt, answeredAt),
                    span(answeredAt, answeredAt == 0 ? 0 : now)),
                received,
                sent,
                desync,
                Optional.ofNullable(known == null ? route : known.route()),
                known == null ? Optional.empty() : Optional.of(known.verdict().finding()),
                lane.traffic().wantsTexts() ? Optional.of(texts()) : Optional.empty()));
    if (attempts != null) {
      attempts.release();
      attempts = null;
    }
    destination = null;
    route = null;
    judged = null;
    desync = Desync.Reason.COMPLIANT;
    traceId = "";
    targetStatus = 0;
    readAt = 0;
    forwardedAt = 0;
    answeredAt = 0;
    received = 0;
    sent = 0;
  }

  private static Optional<Duration> span(long from, long to) {
    return from == 0 || to == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(to - from));
  }

  private Served.Texts texts() {
    int agent = head.fields().first(FieldName.USER_AGENT);
    return new Served.Texts(
        peer,
        head.toString(),
        view.host().toString(),
        agent < 0 ? "" : view.headerValue(agent).toString(),
        traceId,
        id,
        secured,
        false);
  }

  /// Ends the connection after an answer: at once where nothing more was to come, else when the
  /// client had the time to read it, for what is thrown away unread takes the answer with it.
  private void bow() {
    if (state == State.EXCHANGE && requestEnded && !stash.isReadable()) {
      closeWhenWritten();
      return;
    }
    state = State.LINGERING;
    lastActive = lane.now();
    channel.config().setAutoRead(true);
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            (ChannelFutureListener)
                written -> {
                  if (written.isSuccess() && secure) {
                    TlsEnd.say(channel);
                  } else if (written.isSuccess()) {
                    channel.shutdownOutput();
                  }
                });
  }

  private void closeWhenWritten() {
    state = State.CLOSED;
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /// Ends in the middle of an answer, so that nobody takes it for a whole one.
  private void cutOff() {
    state = State.CLOSED;
    channel.flush();
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    // Past TLS, which would say that this is all.
    channel.pipeline().firstContext().close();
  }

  private void expire() {
    var to = target;
    switch (state) {
      case HEAD -> {
        if (head.isEmpty()) {
          state = State.CLOSED;
          channel.close();
        } else {
          refuse(408, false);
        }
      }
      case EXCHANGE -> {
        boolean slowClient = !requestEnded && !responseBegun && channel.config().isAutoRead();
        if (to == null) {
          channel.close();
        } else if (slowClient) {
          target = null;
          to.abandon();
          refuse(408, false);
        } else {
          to.expire();
        }
      }
      case WAITING, TUNNEL, LINGERING, CLOSED -> channel.close();
    }
  }

  private long idle() {
    return listener.limits().idle().toNanos();
  }

  private ByteBuf buffer(Output out, int more) {
    return channel
        .alloc()
        .directBuffer(out.length() + more)
        .writeBytes(out.bytes(), 0, out.length());
  }
}
