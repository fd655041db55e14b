"""What people are told, by mail now and by other messengers later. Nothing below knows that anybody is told."""
