function(name, port) {
  name: name,
  image: 'debian:{{ env `TAG` `bookworm-slim` }}',
  essential: true,
  portMappings: [{ containerPort: port }],
  command: ['perl', '-e', |||
    use IO::Socket::INET; $SIG{TERM} = sub { exit 0 };
    my $s = IO::Socket::INET->new(LocalPort => %d, Listen => 64, ReuseAddr => 1);
    while (my $c = $s->accept) {
      while (my $l = <$c>) { last if $l =~ /^\r?\n$/ }
      my $b = "$ENV{GREETING} from $ENV{QUEUE}\n";
      print $c "HTTP/1.1 200 OK\r\nContent-Length: " . length($b) . "\r\nConnection: close\r\n\r\n$b";
      close $c;
    }
  ||| % port],
  logConfiguration: {
    logDriver: 'awslogs',
    options: { 'awslogs-group': '/greeter', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': name },
  },
}
