-- Draws a ticket.
return {number(draw())}
