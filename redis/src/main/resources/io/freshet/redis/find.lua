-- What is known of a subscriber. ARGV: owner, field.
return history(ARGV[1], ARGV[2])
