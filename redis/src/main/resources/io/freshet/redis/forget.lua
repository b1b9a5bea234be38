-- Forgets a subscriber. ARGV: owner, field.
local owner, field = ARGV[1], ARGV[2]
local place = placeOf(owner, field)
redis.call('HDEL', key('held', owner), field)
if place then
  leave(owner, field, place, 'FORGOTTEN')
else
  forgetHistory(owner, field)
  tellVacated(owner)
end
return {}
