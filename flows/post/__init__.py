"""What leaves the house: letters into the outbox, the outbox through SMTP.

prefilled_form: The name and the bytes of an organisation's template.
send_letters: Send what was not sent; how many were sent, how many were refused and why.
sending_report: What was sent, what waits and why, in sentences.
template_name: The template's file name; of plain letters, so that it survives any mail system.
template_orders: What each organisation's template holds of it, in the order of the register.
with_version_keys: frames.Returns with `version_key`: the return (its bytes and its note), and what was found in it.
write_letters: Write the letters that were not written before, and answer every message once.
Written: How many letters were written; `held_until` is when the next answer that is held back may go ("" for none).
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
