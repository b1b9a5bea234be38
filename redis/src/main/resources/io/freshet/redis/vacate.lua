-- Takes the place away from a connection, if it has it. ARGV: owner, field, connection, how (HELD, FREE or FORGOTTEN).
local place = placeOf(ARGV[1], ARGV[2])
if place and place.connection == ARGV[3] then
  leave(ARGV[1], ARGV[2], place, ARGV[4])
end
return {}
