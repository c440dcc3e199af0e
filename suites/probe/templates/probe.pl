# The probe function for runtimes in Perl: does what its event asks, so that one function serves every test.
#
# It is loaded as `probe.handle`. An event without a known action comes back unchanged; `{"probe":"describe"}` lists
# the actions and properties.
use strict;
use warnings;
use Time::HiRes;
use POSIX ();

my $boot_id = join '-', $$, Time::HiRes::time();
my $served  = 0;

my @orders  = qw(throw throw:TYPE exit sleep log);

my %actions;
%actions = (
    describe => sub {
        return {
            probe           => 1,
            language        => 'perl',
            actions         => [ grep { $_ ne 'describe' } sort keys %actions ],
            properties      => [ 'names-error-classes', 'keeps-error-messages', map { "PROBE_INIT=$_" } @orders ],
            panics          => ['sync'],
            unserializables => ['function'],
        };
    },
    env   => sub { my ($event) = @_; return { map { $_ => $ENV{$_} } @{ $event->{names} } } },
    throw => sub { my ($event) = @_; die bless { message => $event->{message} }, $event->{type} || 'Oops' },
    panic => sub { my ($event) = @_; die "$event->{message}\n" },
    # The two bytes are the quotes that JSON puts around a string.
    big     => sub { my ($event) = @_; return 'x' x ( $event->{bytes} - 2 ) },
    text    => sub { my ($event) = @_; return $event->{value} },
    nothing => sub { return undef },
    sleep   => sub { my ($event) = @_; Time::HiRes::sleep( $event->{ms} / 1000 ); return { slept => $event->{ms} } },
    state   => sub { return { bootId => $boot_id, count => $served } },
    log     => sub {
        my ($event) = @_;
        for ( 1 .. ( $event->{repeat} // 1 ) ) {
            print STDOUT $event->{stdout} // '';
            print STDERR $event->{stderr} // '';
        }
        return undef;
    },
    child => sub {
        my $trace = qx(/bin/sh -c 'printf %s "\${_X_AMZN_TRACE_ID-unset}"');
        return { traceEnv => $trace eq 'unset' ? undef : $trace };
    },
    'cyclic-error' => sub {
        my ($event) = @_;
        my $error = bless { message => 'probe cyclic error' }, 'ProbeCyclicError';
        $error->{self} = $error;
        $error = bless { message => "cause $_", cause => $error }, 'ProbeCause' for 1 .. ( $event->{depth} // 0 );
        die $error;
    },
    unserializable => sub { return sub { } },
    exit    => sub { my ($event) = @_; POSIX::_exit( $event->{code} || 0 ) },
);

sub handle {
    my ( $event, $context ) = @_;
    $served += 1;
    my $action = ref $event eq 'HASH' && defined $event->{probe} && $actions{ $event->{probe} };
    return $action ? $action->($event) : $event;
}

my ( $order, $argument ) = split /:/, $ENV{PROBE_INIT} // '', 2;
$order //= '';
die bless { message => 'probe init failed' }, $argument // 'ProbeInitError' if $order eq 'throw';
POSIX::_exit($argument) if $order eq 'exit';
Time::HiRes::sleep( $argument / 1000 ) if $order eq 'sleep';
if ( $order eq 'log' ) { print STDOUT 'x' x $argument; print STDERR 'x' x $argument }

1;
