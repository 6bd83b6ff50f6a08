"""The ranking's trees, one a line: written by bench/train_ranking.py, not by hand.

LambdaMART, 120 trees, trained on GNOME/glib, astral-sh/uv, bevyengine/bevy, caddyserver/caddy, cockpit-project/cockpit, curl/curl, eslint/eslint, flatpak/flatpak, git/git, golang/tools, helix-editor/helix, libuv/libuv, mesonbuild/meson, mpv-player/mpv, prometheus/prometheus, redis/redis, rust-lang/cargo, swaywm/sway, tailscale/tailscale.
"""
# ruff: noqa: E501  one line is one tree
# fmt: off

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def total(row: Sequence[float]) -> float:
    """Return the sum of the trees for one row of `features.NAMES`; higher is better in one question."""
    (
        words_share,
        words_of_best,
        words_rank,
        title_share,
        title_of_best,
        title_rank,
        symbols_share,
        symbols_of_best,
        symbols_rank,
        path_share,
        path_of_best,
        cover_share,
        cover_of_known,
        sharp_share,
        sharp_of_best,
        terms,
        best_term,
        files_share,
        files_weight,
        files_rank,
        files_cosine,
        files_of_memory,
        newer_on_file,
        recent_on_files,
        folders_share,
        area,
        newer,
        age,
        title_size,
        text_size,
        symbols_size,
        files_size,
        asked_mass,
        best_words,
        total,
        near_of_best,
        near_rank,
        nearer_newer,
        near_beside,
        words_before,
        words_after,
        named,
        named_newest,
        named_by,
    ) = row
    return (
        ((0.2029 if near_rank <= 0.89588 else ((0.1099 if near_rank <= 1.2425 else 0.0330) if named_by <= -3.8279 else 0.1915)) if near_rank <= 1.7006 else ((-0.0926 if named_by <= -3.1728 else 0.1320) if near_rank <= 2.4414 else (-0.2042 if named_by <= -3.4894 else -0.0089)))
        + (((-0.1683 if near_of_best <= -4.6662 else -0.1192) if near_of_best <= -3.3324 else (-0.0763 if near_of_best <= -2.577 else -0.0218)) if near_of_best <= -1.6016 else ((0.0098 if symbols_size <= 1.525 else 0.0676) if near_of_best <= -1e-35 else (0.0953 if near_beside <= 1.4951 else 0.1607)))
        + ((((-0.1557 if near_of_best <= -4.3894 else -0.1100) if near_of_best <= -3.0329 else ((-0.1626 if words_of_best <= 0.30775 else 0.0491) if words_rank <= 1.4979 else -0.0612)) if named_by <= -1.8339 else 0.1428) if near_of_best <= -1.7599 else (0.0598 if near_of_best <= -0.39431 else 0.1522))
        + ((0.1437 if near_rank <= 1e-35 else (0.0885 if near_rank <= 0.89588 else 0.0421)) if near_rank <= 1.4979 else ((0.0634 if named_newest <= 3.2056 else -0.0443) if near_rank <= 2.3502 else (-0.0321 if named_newest <= 2.8112 else (-0.0967 if near_rank <= 2.9174 else -0.1364))))
        + ((((-0.0519 if cover_share <= 0.21528 else 0.0608) if recent_on_files <= 0.27561 else 0.1080) if words_of_best <= 0.66882 else 0.1245) if nearer_newer <= 0.89588 else ((0.0323 if words_rank <= 1.4979 else (-0.0798 if recent_on_files <= 0.12471 else 0.0140)) if nearer_newer <= 1.8688 else -0.1088))
        + ((((0.0009 if named_newest <= 3.0552 else -0.0990) if words_of_best <= 0.48518 else (0.0663 if newer <= 1.932 else (0.0420 if symbols_size <= 1e-35 else -0.0623))) if recent_on_files <= 0.20006 else 0.0836) if words_of_best <= 0.78509 else (0.1176 if newer <= 2.991 else 0.0420))
        + ((0.1201 if near_rank <= 1e-35 else ((0.0470 if near_rank <= 0.89588 else 0.0087) if named_by <= -3.3025 else 0.1156)) if near_rank <= 1.4979 else (((-0.0137 if near_rank <= 1.8688 else -0.0628) if near_rank <= 2.7403 else -0.1134) if named_by <= -1.8339 else 0.1085))
        + (((-0.0166 if named_newest <= 2.6207 else -0.1158) if near_of_best <= -3.8013 else (0.0437 if named_newest <= 3.1919 else (-0.0862 if words_of_best <= 0.29731 else -0.0407))) if near_of_best <= -2.0238 else ((0.0147 if near_of_best <= -1.0377 else 0.0590) if near_of_best <= -1e-35 else 0.1151))
        + (((0.0453 if named_newest <= 3.2819 else -0.0393) if near_rank <= 2.3502 else (-0.1205 if near_of_best <= -4.3894 else -0.0738)) if near_of_best <= -1.8976 else (((0.0678 if title_rank <= 0.89588 else -0.0114) if symbols_size <= 1.6284 else 0.0582) if near_of_best <= -1e-35 else 0.1096))
        + (((0.1015 if named_newest <= 0.73856 else -0.1018) if near_of_best <= -3.8013 else (0.0275 if named_newest <= 3.243 else -0.0532)) if near_of_best <= -2.14 else (((-0.0282 if sharp_of_best <= 0.53357 else 0.0300) if symbols_size <= 1.6284 else 0.0480) if near_of_best <= -1e-35 else 0.1051))
        + ((((-0.0399 if nearer_newer <= 0.89588 else -0.1001) if near_of_best <= -3.3324 else ((-0.0691 if folders_share <= 0.45218 else -0.0134) if cover_share <= 0.20914 else -0.0082)) if named_by <= -1.02 else 0.1216) if near_of_best <= -1.5115 else (0.0362 if near_of_best <= -1e-35 else 0.1010))
        + ((0.0371 if near_of_best <= -1e-35 else 0.0967) if near_rank <= 1.2425 else (((0.0661 if title_rank <= 3.314 else -0.0472) if named_newest <= 3.0235 else (-0.0707 if near_rank <= 2.9174 else -0.1070)) if near_of_best <= -3.0329 else (0.0482 if named_newest <= 3.0552 else -0.0204)))
        + ((((0.0702 if named_newest <= 3.0235 else -0.0402) if words_rank <= 2.3502 else -0.0858) if near_of_best <= -2.7902 else ((0.0280 if words_rank <= 1.2425 else -0.0405) if symbols_size <= 1.7033 else 0.0216)) if near_of_best <= -1.0377 else (0.0465 if near_of_best <= -1e-35 else 0.0927))
        + ((0.0876 if near_rank <= 1e-35 else (0.0835 if named_newest <= 3.0235 else 0.0218)) if near_rank <= 1.2425 else ((0.0337 if named_newest <= 3.2056 else -0.0234) if near_rank <= 2.602 else ((0.0699 if files_rank <= 3.5114 else -0.0414) if named_newest <= 3.2056 else -0.0825)))
        + (((-0.0684 if age <= 0.081437 else 0.0857) if near_rank <= 1e-35 else (0.0355 if near_rank <= 0.89588 else 0.0087)) if near_rank <= 1.8688 else (-0.0327 if near_rank <= 2.8618 else ((-0.0550 if area <= 3.4375 else 0.0333) if files_rank <= 3.314 else -0.0879)))
        + ((0.0784 if near_rank <= 1e-35 else (((0.0369 if title_rank <= 0.89588 else -0.0325) if symbols_size <= 1.6284 else 0.0315) if named_by <= -0.83493 else 0.1082)) if near_rank <= 1.8688 else ((-0.0404 if near_rank <= 2.9701 else -0.0826) if named_by <= -3.4894 else 0.0616))
        + (((-0.1327 if symbols_size <= 1e-35 else 0.0278) if near_beside <= 1.1838 else 0.0768) if nearer_newer <= 1e-35 else (((0.0216 if files_rank <= 3.2385 else -0.0207) if nearer_newer <= 1.7006 else (-0.0280 if files_rank <= 3.314 else -0.0688)) if named_by <= -0.83493 else 0.1054))
        + (((-0.0171 if symbols_size <= 1.618 else 0.0437) if words_of_best <= 0.95646 else 0.0732) if nearer_newer <= 1.2425 else ((0.0234 if age <= 3.4344 else (-0.0775 if text_size <= 1.7364 else 0.0080)) if files_rank <= 3.2385 else (-0.0740 if symbols_size <= 1.7283 else -0.0280)))
        + ((0.0655 if newer <= 3.0833 else (-0.0922 if best_words <= 1.4586 else 0.0292)) if words_rank <= 1.2425 else (0.0263 if newer_on_file <= 0.53959 else ((-0.0228 if best_words <= 1.4648 else -0.0795) if words_of_best <= 0.34956 else (0.0384 if newer <= 1.5623 else -0.0224))))
        + ((-0.0796 if near_of_best <= -4.5715 else ((-0.0626 if sharp_of_best <= 0.18119 else -0.0186) if named <= 1e-35 else (0.1198 if text_size <= 1e-35 else 0.0045))) if near_of_best <= -2.2465 else (0.0106 if near_of_best <= -0.66816 else (-0.1033 if age <= 0.081437 else 0.0578)))
        + ((-0.0662 if title_of_best <= 0.21368 else (0.0501 if named_newest <= 2.7785 else (-0.0665 if near_of_best <= -4.813 else -0.0110))) if near_of_best <= -2.3967 else ((0.0580 if named_newest <= 2.9569 else 0.0038) if near_of_best <= -0.66816 else (0.0229 if near_beside <= 1.6973 else 0.0625)))
        + (((((0.0127 if age <= 3.6341 else -0.0778) if files_rank <= 3.314 else (-0.1224 if symbols_size <= 1e-35 else -0.0427)) if symbols_size <= 1.6483 else (0.0212 if newer <= 2.6844 else -0.0166)) if named_by <= -0.83493 else 0.1002) if words_of_best <= 0.92143 else 0.0504)
        + (((-0.0740 if near_of_best <= -4.3894 else -0.0274) if named_by <= -0.83493 else 0.1111) if near_of_best <= -2.6199 else ((((0.0457 if age <= 3.5361 else -0.0678) if files_rank <= 3.2385 else -0.0271) if words_of_best <= 0.99991 else 0.0479) if symbols_size <= 1.6074 else 0.0410))
        + (((-0.0777 if near_of_best <= -4.9776 else (-0.0489 if title_of_best <= 0.28885 else -0.0075)) if named_by <= -4.3733 else 0.0627) if near_of_best <= -2.6637 else (-0.1286 if age <= 0.081437 else ((-0.0010 if named_by <= -1.2967 else 0.0802) if near_of_best <= -1.0377 else 0.0391)))
        + (((((-0.0515 if folders_share <= 0.5953 else 0.0039) if title_share <= 0.17498 else 0.0173) if age <= 3.3556 else -0.0525) if words_of_best <= 0.99991 else 0.0402) if symbols_size <= 1.7033 else ((-0.0135 if recent_on_files <= 0.11728 else 0.0368) if symbols_share <= 0.074219 else 0.0407))
        + ((0.0115 if words_rank <= 2.0127 else (-0.0683 if near_of_best <= -4.3479 else -0.0231)) if near_of_best <= -2.2465 else (-0.1260 if age <= 0.081437 else (0.0583 if age <= 1.7092 else ((-0.2003 if total <= 3.2934 else 0.0208) if age <= 1.8129 else 0.0190))))
        + (((0.0008 if total <= 3.8261 else -0.1986) if age <= 0.081437 else ((0.0338 if files_rank <= 3.2385 else ((-0.1656 if age <= 2.004 else -0.0264) if symbols_size <= 1e-35 else -0.0098)) if symbols_size <= 1.5118 else 0.0320)) if near_rank <= 2.1383 else -0.0267)
        + (((-0.0602 if title_of_best <= 0.16369 else 0.0140) if symbols_rank <= 3.1985 else -0.0385) if symbols_size <= 1.6483 else (0.0746 if named_newest <= 1.7959 else ((-0.0269 if recent_on_files <= 0.051883 else 0.0185) if symbols_share <= 0.066722 else (0.0599 if newer <= 2.0986 else 0.0113))))
        + ((-0.0644 if named_by <= -5.7289 else 0.0623) if near_of_best <= -4.3479 else (((((0.0038 if newer <= 3.1768 else -0.0357) if words_rank <= 5.5314 else -0.0626) if files_weight <= 8.5625 else 0.0425) if sharp_of_best <= 0.99997 else 0.0396) if named_by <= -1.7633 else 0.0709))
        + ((-0.0400 if near_of_best <= -3.3324 else ((-0.0068 if total <= 3.8329 else -0.1851) if age <= 0.081437 else ((0.0628 if title_rank <= 5.4869 else -0.0195) if age <= 1.7092 else (-0.0029 if sharp_of_best <= 0.99997 else 0.0366)))) if named_by <= -0.63724 else 0.0865)
        + ((((((-0.0653 if cover_of_known <= 0.12552 else -0.0141) if folders_share <= 0.67529 else 0.0129) if cover_of_known <= 0.21756 else (-0.0946 if age <= 0.081437 else 0.0186)) if age <= 3.4076 else -0.0318) if sharp_of_best <= 0.99997 else 0.0342) if named <= 1e-35 else 0.0289)
        + (((0.1002 if symbols_size <= 0.53959 else (0.1057 if named_newest <= 0.53959 else -0.0130)) if named_newest <= 3.1919 else (-0.0108 if near_rank <= 2.8029 else -0.0432)) if symbols_size <= 1.7283 else ((0.0195 if area <= 3.3125 else 0.0616) if near_rank <= 3.1985 else -0.0264))
        + ((-0.0467 if named_by <= -6.8313 else 0.0496) if near_of_best <= -3.6555 else (((0.0376 if newer <= 3.1768 else -0.0497) if files_rank <= 3.0678 else ((-0.0160 if files_rank <= 3.5114 else -0.1167) if symbols_size <= 0.65052 else -0.0109)) if symbols_size <= 1.6483 else 0.0218))
        + ((-0.0372 if near_of_best <= -3.692 else (((0.0278 if age <= 3.3556 else (-0.0609 if terms <= 5.5 else 0.0136)) if symbols_rank <= 3.1985 else (-0.0696 if symbols_size <= 0.73856 else -0.0075)) if symbols_size <= 1.7671 else 0.0248)) if named_by <= -1e-35 else 0.0814)
        + ((((-0.1605 if files_size <= 0.97712 else 0.0430) if age <= 0.081437 else ((-0.0016 if words_share <= 0.13631 else 0.0681) if age <= 1.7092 else 0.0026)) if nearer_newer <= 1.2425 else (-0.0738 if age <= 2.0814 else -0.0128)) if named_by <= -0.34088 else 0.0708)
        + ((((-0.0370 if folders_share <= 0.5953 else 0.0120) if cover_of_known <= 0.20523 else (-0.0935 if age <= 0.081437 else (0.0671 if age <= 1.5629 else (0.0003 if area <= 1.6875 else 0.0477)))) if age <= 3.3556 else -0.0203) if named_by <= -2.7669 else 0.0425)
        + (((0.0842 if near_beside <= -1.4928 else 0.0021) if files_rank <= 3.0678 else (-0.0073 if title_size <= 0.92867 else -0.0354)) if symbols_size <= 1.7283 else ((0.0200 if age <= 3.7999 else (-0.0518 if total <= 3.9722 else 0.0106)) if named <= 1.4979 else 0.1023))
        + ((((-0.0186 if words_rank <= 2.5249 else 0.1128) if files_rank <= 1e-35 else ((-0.0098 if files_rank <= 5.0657 else 0.0176) if title_rank <= 5.5854 else -0.0371)) if near_rank <= 3.0201 else -0.0342) if area <= 3.4375 else (0.0375 if files_of_memory <= 0.22475 else -0.0195))
        + ((0.0104 if words_rank <= 2.3502 else -0.0592) if near_of_best <= -4.813 else ((0.0226 if title_rank <= 0.89588 else (-0.0230 if named_by <= -1e-35 else 0.0789)) if symbols_size <= 1.4698 else (0.0171 if title_rank <= 5.5854 else (-0.0480 if files_share <= 0.54056 else 0.0440))))
        + (((-0.0654 if near_of_best <= -5.7621 else (-0.0395 if cover_share <= 0.12753 else -0.0047)) if named_by <= -2.3989 else 0.0463) if near_of_best <= -2.577 else ((0.0285 if title_rank <= 1e-35 else -0.0176) if symbols_size <= 1.4698 else (0.0212 if title_rank <= 5.6853 else -0.0373)))
        + (0.0472 if named_newest <= 1.7959 else (((((-0.1212 if total <= 3.2934 else 0.0377) if newer <= 0.97712 else (-0.0158 if terms <= 9.5 else 0.0183)) if title_rank <= 5.4869 else -0.0591) if files_weight <= 8.6875 else 0.0330) if area <= 3.6875 else 0.0258))
        + ((-0.0464 if title_of_best <= 0.16863 else (0.0155 if age <= 3.1276 else -0.0236)) if near_of_best <= -2.7479 else (-0.0798 if age <= 0.081437 else ((0.0024 if symbols_share <= 0.040266 else 0.0326) if title_size <= 0.92867 else (0.0037 if age <= 3.6572 else -0.0405))))
        + ((((0.0618 if near_beside <= -0.32674 else -0.0013) if path_share <= 0.12495 else -0.0577) if title_rank <= 2.2499 else -0.0304) if symbols_size <= 1.4698 else (0.0474 if named_newest <= 1.8357 else (-0.0548 if near_of_best <= -5.9912 else (0.0019 if area <= 1.6875 else 0.0303))))
        + ((0.0079 if files_rank <= 3.0678 else (-0.0077 if title_size <= 0.97712 else -0.0425)) if symbols_size <= 1.6483 else (((-0.0741 if words_rank <= 0.89588 else 0.0942) if files_rank <= 1e-35 else -0.0057) if symbols_share <= 0.072678 else (0.0078 if files_rank <= 5.0968 else 0.0448)))
        + ((0.0300 if named_newest <= 1.7959 else (((0.0012 if files_rank <= 3.3842 else -0.0335) if symbols_share <= 0.053269 else 0.0027) if files_cosine <= 0.70889 else 0.0223)) if area <= 3.4375 else ((0.0543 if path_of_best <= 0.59424 else 0.0100) if files_cosine <= 0.31801 else -0.0212))
        + ((((0.0002 if newer <= 3.0471 else ((-0.0671 if words_rank <= 2.3502 else -0.0030) if best_words <= 1.6192 else 0.0075)) if near_rank <= 3.277 else -0.0360) if area <= 3.4375 else (0.0283 if files_cosine <= 0.50064 else -0.0274)) if text_size <= 2.2343 else 0.0291)
        + ((((0.0538 if near_beside <= -3.1076 else -0.0714) if text_size <= 0.87409 else (-0.0154 if files_weight <= 7.6875 else 0.0468)) if title_of_best <= 0.28885 else (0.0138 if age <= 3.1276 else (-0.0427 if asked_mass <= 2.0512 else 0.0226))) if symbols_size <= 1.7364 else 0.0116)
        + (-0.0437 if near_of_best <= -5.6202 else ((-0.0067 if named_by <= -1e-35 else 0.0533) if symbols_size <= 1.7283 else (((0.0313 if files_rank <= 5.4786 else -0.0359) if path_share <= 0.043459 else 0.0605) if newer <= 1.4393 else (0.0016 if files_of_memory <= 0.51271 else 0.0493))))
        + (((((-0.0216 if title_rank <= 5.4702 else -0.0642) if best_term <= 7.6875 else 0.0084) if files_of_memory <= 0.60357 else (-0.0156 if symbols_size <= 1.2899 else 0.0420)) if files_size <= 6.8258 else 0.0104) if area <= 1.6875 else (0.0284 if files_of_memory <= 0.037855 else -0.0174))
        + (-0.0362 if near_of_best <= -4.813 else ((((((-0.1259 if files_size <= 1e-35 else -0.0074) if files_size <= 0.87409 else 0.0526) if newer <= 1.3891 else -0.0085) if title_rank <= 5.5854 else -0.0419) if files_weight <= 9.1875 else 0.0343) if area <= 1.6875 else 0.0189))
        + ((((-0.0133 if words_rank <= 3.1133 else 0.0760) if files_rank <= 0.89588 else ((-0.0088 if asked_mass <= 2.0398 else -0.0571) if symbols_of_best <= 0.32848 else (-0.0075 if files_rank <= 5.0845 else 0.0213))) if area <= 3.4375 else 0.0181) if named <= 1.4979 else 0.0865)
        + (((0.0098 if path_share <= 0.030468 else -0.0671) if files_rank <= 3.3842 else (-0.0746 if symbols_size <= 1e-35 else -0.0164)) if symbols_size <= 1.4698 else (((0.0226 if files_rank <= 5.4315 else -0.0278) if path_share <= 0.057139 else 0.0613) if newer <= 1.4393 else 0.0016))
        + ((-0.0315 if text_size <= 1.3891 else ((0.0254 if sharp_share <= 0.054784 else -0.0224) if files_rank <= 5.3542 else -0.0429)) if words_share <= 0.19607 else ((-0.0768 if symbols_size <= 1e-35 else 0.0402) if newer <= 1.5623 else (0.0093 if symbols_rank <= 3.4499 else -0.0186)))
        + ((((-0.0286 if near_of_best <= -3.8762 else 0.0010) if near_of_best <= -1e-35 else (-0.0700 if near_beside <= 1.057 else (0.0033 if newer <= 2.4354 else (-0.1081 if sharp_of_best <= 0.96005 else -0.0124)))) if symbols_size <= 1.7671 else 0.0101) if named_by <= -0.18298 else 0.0483)
        + ((-0.0665 if age <= 0.081437 else ((0.0115 if title_share <= 0.063453 else 0.0635) if age <= 1.5629 else (0.0154 if symbols_rank <= 3.3498 else (-0.0450 if text_size <= 0.92867 else 0.0050)))) if age <= 3.3556 else (-0.0286 if text_size <= 1.7597 else 0.0112))
        + ((((-0.1135 if title_rank <= 1.7006 else -0.0171) if title_of_best <= 0.31934 else (0.0325 if path_share <= 0.10302 else (0.0323 if newer <= 2.2683 else -0.0473))) if text_size <= 1.6284 else (0.1006 if named_newest <= 0.53959 else 0.0183)) if title_size <= 0.92867 else -0.0102)
        + ((-0.0656 if near_of_best <= -6.0738 else ((0.0490 if total <= 3.8997 else -0.1453) if age <= 0.081437 else 0.0098)) if age <= 3.3556 else ((-0.0481 if title_rank <= 2.8029 else (0.0270 if sharp_of_best <= 0.013691 else -0.0251)) if terms <= 8.5 else 0.0175))
        + ((((0.0129 if age <= 3.5361 else -0.0619) if best_words <= 1.6629 else 0.0467) if title_rank <= 0.89588 else -0.0115) if symbols_size <= 1.7283 else ((0.0449 if age <= 1.8881 else 0.0074) if title_rank <= 5.4869 else (-0.0450 if files_share <= 0.54056 else 0.0231)))
        + ((((-0.1188 if title_rank <= 2.3502 else -0.0243) if text_size <= 1.5502 else (-0.0115 if files_cosine <= 0.51764 else 0.0483)) if title_share <= 0.028857 else (0.0235 if title_size <= 0.87409 else (0.0359 if near_beside <= -1.9014 else -0.0117))) if text_size <= 2.2343 else 0.0248)
        + ((((-0.0203 if best_term <= 7.6875 else 0.0060) if files_size <= 6.8427 else 0.0085) if files_of_memory <= 0.51271 else (-0.0163 if symbols_size <= 1.2899 else (0.0509 if newer_on_file <= 1.7033 else -0.0617))) if area <= 1.6875 else (0.0248 if files_of_memory <= 0.20169 else -0.0169))
        + ((((-0.1412 if files_size <= 6.6722 else 0.0419) if age <= 0.081437 else -0.0079) if age <= 3.8227 else -0.0691) if near_rank <= 1e-35 else ((0.0052 if symbols_share <= 0.059769 else 0.0565) if nearer_newer <= 1e-35 else (0.0736 if named_newest <= 0.38908 else -0.0029)))
        + (((0.0537 if total <= 3.8329 else -0.1350) if age <= 0.081437 else ((0.0288 if near_of_best <= -1e-35 else -0.0442) if near_beside <= 1.1838 else 0.0707)) if age <= 1.5629 else (-0.0112 if title_of_best <= 0.361 else (0.0183 if age <= 3.1001 else -0.0058)))
        + ((0.0139 if words_rank <= 2.3502 else -0.0390) if near_of_best <= -4.4326 else ((((0.0516 if near_beside <= -3.1076 else 0.0008) if title_rank <= 5.6113 else -0.0487) if near_of_best <= -1.3043 else 0.0195) if near_of_best <= -1e-35 else (-0.0368 if near_beside <= 1.9448 else -0.0028)))
        + (((0.0233 if files_rank <= 2.7403 else -0.0181) if words_share <= 0.19607 else ((-0.1387 if files_size <= 0.92867 else 0.0628) if age <= 0.081437 else (0.0462 if age <= 1.4595 else 0.0120))) if age <= 3.3556 else (0.0010 if path_of_best <= 0.55566 else -0.0322))
        + ((((((-0.0847 if title_rank <= 2.4414 else 0.0082) if best_term <= 1.5625 else -0.0259) if title_share <= 0.063453 else (0.0229 if title_size <= 0.87409 else -0.0032)) if text_size <= 2.6026 else 0.0496) if near_of_best <= -1.0377 else 0.0209) if near_of_best <= -1e-35 else -0.0168)
        + ((-0.0080 if age <= 3.6572 else -0.0524) if near_rank <= 1e-35 else (((0.0140 if near_beside <= 1.1838 else 0.1043) if age <= 1.5629 else (-0.0044 if area <= 3.5625 else (0.0389 if age <= 3.4595 else -0.0100))) if best_term <= 10.438 else 0.0386))
        + (0.0820 if named_newest <= 0.38908 else (((-0.0384 if near_of_best <= -5.6202 else 0.0016) if near_of_best <= -1e-35 else ((-0.0416 if near_beside <= 1.1838 else 0.0087) if newer <= 2.3757 else -0.0515)) if title_of_best <= 0.99988 else (0.0282 if path_share <= 0.22594 else -0.0334)))
        + (((-0.0411 if folders_share <= 0.46946 else -0.0060) if words_share <= 0.14801 else ((-0.0339 if near_rank <= 1e-35 else (-0.0051 if named_by <= -6.4709 else 0.0384)) if files_rank <= 5.0845 else 0.0176)) if text_size <= 2.0065 else (0.0307 if asked_mass <= 1.8147 else -0.0001))
        + ((((-0.0250 if text_size <= 1.4842 else (-0.0063 if files_cosine <= 0.51764 else 0.0454)) if title_of_best <= 0.29381 else 0.0164) if title_size <= 0.92867 else ((0.0980 if total <= 3.4845 else -0.0178) if near_beside <= -2.6671 else -0.0146)) if text_size <= 1.98 else 0.0130)
        + (-0.0110 if symbols_size <= 1.5118 else ((((-0.0042 if files_rank <= 5.4659 else -0.0456) if title_share <= 0.037298 else (0.0265 if newer <= 2.2911 else (0.0061 if files_size <= 6.0042 else -0.0290))) if files_of_memory <= 0.84524 else 0.0352) if named <= 1.4979 else 0.0692))
        + (((-0.0763 if words_of_best <= 0.56211 else (0.0354 if path_share <= 0.15965 else -0.0194)) if title_rank <= 1e-35 else ((-0.1019 if total <= 3.2754 else (-0.0019 if newer <= 2.3757 else -0.0427)) if near_rank <= 1e-35 else 0.0004)) if named <= 1.4979 else 0.0647)
        + ((0.0181 if age <= 3.1001 else (-0.0461 if best_words <= 1.3688 else 0.0057)) if symbols_rank <= 3.277 else ((0.0657 if files_rank <= 1e-35 else (0.0288 if age <= 1.3399 else -0.0070)) if best_words <= 1.7012 else (-0.0682 if title_of_best <= 0.32976 else -0.0110)))
        + (((0.0634 if symbols_size <= 1e-35 else -0.0046) if near_beside <= -1.4928 else -0.0098) if symbols_size <= 1.7671 else ((0.0459 if files_rank <= 0.89588 else -0.0080) if symbols_share <= 0.066722 else ((-0.0277 if asked_mass <= 1.981 else 0.0232) if files_rank <= 4.6299 else 0.0330)))
        + (((0.0083 if path_share <= 0.1478 else -0.0234) if symbols_rank <= 3.277 else (((-0.0255 if text_size <= 0.81162 else 0.0166) if words_of_best <= 0.82977 else -0.0592) if best_words <= 1.4354 else (-0.0677 if words_share <= 0.17154 else -0.0203))) if symbols_size <= 1.7671 else 0.0083)
        + ((0.0034 if asked_mass <= 1.8639 else -0.1507) if age <= 0.081437 else (0.0323 if age <= 1.2574 else ((-0.0076 if files_of_memory <= 0.60357 else (-0.0057 if symbols_size <= 1.3891 else 0.0412)) if area <= 3.6875 else (0.0316 if path_of_best <= 0.63338 else -0.0126))))
        + (0.0632 if named_newest <= 0.38908 else (-0.0363 if near_of_best <= -6.0738 else ((((-0.0075 if title_share <= 0.11263 else 0.0729) if near_beside <= -2.8762 else (-0.0122 if near_of_best <= -2.7479 else 0.0050)) if best_term <= 11.063 else 0.0323) if near_of_best <= -1e-35 else -0.0113)))
        + (((-0.0083 if terms <= 6.5 else (-0.0226 if words_of_best <= 0.62972 else 0.0199)) if files_weight <= 11.563 else (0.0445 if best_words <= 1.5745 else -0.0278)) if area <= 3.4375 else ((0.0785 if words_of_best <= 0.67757 else 0.0131) if best_words <= 1.4419 else 0.0061))
        + ((-0.0112 if text_size <= 1.7597 else (0.0285 if words_of_best <= 0.21458 else 0.0001)) if files_rank <= 5.0845 else ((-0.0016 if title_rank <= 5.3495 else -0.0469) if words_share <= 0.15402 else ((0.0108 if text_size <= 1.8543 else -0.0331) if files_size <= 0.97712 else 0.0402)))
        + ((0.0339 if files_rank <= 1e-35 else (-0.0089 if named_by <= -0.49604 else 0.0391)) if symbols_share <= 0.072678 else ((0.0354 if nearer_newer <= 1e-35 else 0.0019) if newer <= 2.3551 else ((-0.0502 if symbols_size <= 1.618 else -0.0097) if terms <= 5.5 else 0.0120)))
        + (((0.0078 if total <= 3.9924 else -0.2002) if age <= 0.081437 else ((-0.0151 if text_size <= 1.4842 else 0.0113) if title_of_best <= 0.46913 else (0.0282 if path_of_best <= 0.73697 else -0.0103))) if title_size <= 0.92867 else (-0.0022 if age <= 3.7999 else -0.0326))
        + (((((-0.1030 if symbols_size <= 1e-35 else 0.0361) if total <= 4.0515 else -0.0269) if newer <= 0.97712 else (-0.0404 if newer_on_file <= 1e-35 else -0.0065)) if files_of_memory <= 0.67949 else 0.0192) if area <= 1.6875 else (0.0196 if files_of_memory <= 0.16824 else -0.0210))
        + (-0.1034 if title_size <= 0.53959 else (((0.0202 if files_rank <= 1.4979 else (-0.0483 if words_of_best <= 0.65235 else 0.0350)) if newer_on_file <= 1e-35 else (-0.0041 if near_of_best <= -3.0329 else 0.0130)) if title_size <= 0.92867 else (-0.0031 if newer <= 3.2576 else -0.0301)))
        + (-0.0137 if near_rank <= 1e-35 else (((-0.0230 if near_of_best <= -4.813 else ((-0.0014 if title_of_best <= 0.2409 else 0.0252) if title_size <= 0.87409 else -0.0018)) if named <= 1.4979 else 0.0557) if title_of_best <= 0.95504 else (0.0074 if best_words <= 1.5593 else 0.0523)))
        + ((((-0.1048 if age <= 0.081437 else -0.0019) if files_size <= 0.81162 else (0.0325 if age <= 1.6606 else 0.0021)) if age <= 3.8452 else (-0.0256 if terms <= 7.5 else (0.0300 if title_size <= 0.92867 else -0.0181))) if best_term <= 15.438 else 0.0792)
        + (((-0.0092 if cover_share <= 0.22487 else (0.0162 if words_before <= 0.50202 else (-0.1776 if age <= 0.081437 else -0.0128))) if age <= 3.1514 else ((-0.0159 if age <= 4.1384 else -0.0589) if total <= 3.9722 else 0.0017)) if files_weight <= 15.813 else 0.0312)
        + ((((0.0066 if near_beside <= 1.057 else 0.0557) if best_words <= 1.7535 else (-0.1189 if age <= 0.35119 else (-0.0680 if title_share <= 0.053715 else 0.0340))) if age <= 1.7092 else (0.0030 if symbols_rank <= 3.3842 else -0.0092)) if named <= 2.0127 else 0.0892)
        + ((((-0.0116 if newer <= 2.5334 else 0.0056) if files_size <= 6.3872 else 0.0118) if title_of_best <= 0.95504 else 0.0230) if path_of_best <= 0.64004 else ((0.0328 if words_before <= 0.26827 else -0.0390) if newer <= 2.0191 else (-0.0665 if symbols_of_best <= 0.16169 else -0.0173)))
        + ((-0.0097 if near_rank <= 1.7006 else ((0.0655 if nearer_newer <= 1e-35 else ((-0.0480 if recent_on_files <= 0.019609 else 0.0051) if title_of_best <= 0.18152 else (0.0101 if symbols_rank <= 4.714 else -0.0539))) if near_of_best <= -2.7479 else 0.0153)) if files_size <= 6.7437 else 0.0100)
        + ((-0.0141 if terms <= 4.5 else 0.0348) if title_rank <= 1e-35 else (0.0030 if title_size <= 0.92867 else (0.0095 if cover_of_known <= 0.019674 else ((-0.0294 if title_share <= 0.11721 else 0.0483) if near_beside <= -1.4928 else (-0.0634 if words_share <= 0.12472 else -0.0155)))))
        + ((((-0.0518 if words_of_best <= 0.6224 else 0.0186) if files_rank <= 4.6681 else (0.0455 if text_size <= 1.7443 else 0.0039)) if nearer_newer <= 1e-35 else ((-0.0025 if best_term <= 15.063 else 0.0784) if named <= 2.0127 else 0.0851)) if near_of_best <= -1e-35 else -0.0125)
        + ((((-0.0462 if symbols_of_best <= 0.24334 else 0.0039) if text_size <= 1.4232 else (0.0220 if path_of_best <= 0.38779 else -0.0220)) if newer_on_file <= 2.3793 else 0.0159) if title_size <= 0.87409 else ((-0.0024 if age <= 4.0714 else -0.0231) if text_size <= 2.6026 else 0.0358))
        + (-0.0069 if near_rank <= 0.89588 else (0.0348 if nearer_newer <= 1e-35 else (((-0.0051 if words_of_best <= 0.99991 else (-0.0228 if best_words <= 1.5247 else 0.0819)) if area <= 3.6875 else (0.0306 if files_cosine <= 0.21374 else -0.0218)) if files_weight <= 15.813 else 0.0570)))
        + (((-0.0336 if title_size <= 0.73856 else 0.0005) if symbols_share <= 0.047114 else (0.0209 if path_of_best <= 0.70017 else (0.0279 if newer <= 2.0986 else (-0.0258 if words_before <= 0.34334 else 0.0293)))) if title_size <= 0.92867 else (-0.0000 if age <= 3.3556 else -0.0184))
        + (((-0.0588 if best_words <= 1.2953 else 0.0247) if title_rank <= 1e-35 else ((-0.0259 if near_of_best <= -1.5115 else -0.0055) if near_rank <= 1.4979 else (0.0420 if nearer_newer <= 1e-35 else (-0.0052 if near_of_best <= -2.2465 else 0.0128)))) if named <= 1.4979 else 0.0517)
        + ((((0.0105 if text_size <= 1.6767 else -0.0647) if files_size <= 0.92867 else 0.0336) if age <= 1.5629 else ((-0.0119 if named <= 0.89588 else 0.0599) if text_size <= 1.7959 else 0.0049)) if area <= 1.6875 else (0.0203 if files_cosine <= 0.00035041 else -0.0178))
        + ((((0.0060 if best_words <= 1.7236 else -0.0812) if words_share <= 0.14506 else (0.0270 if title_size <= 1.2429 else -0.0656)) if nearer_newer <= 1e-35 else ((-0.0034 if near_of_best <= -1.682 else 0.0132) if path_of_best <= 0.60237 else -0.0141)) if near_of_best <= -1e-35 else -0.0112)
        + ((-0.0559 if title_size <= 0.65052 else -0.0024) if text_size <= 1.7597 else (-0.0621 if age <= 0.35119 else (((0.0081 if files_cosine <= 0.37606 else 0.0538) if best_term <= 2.8125 else (0.0248 if title_size <= 0.81162 else -0.0114)) if title_of_best <= 0.95504 else 0.0428)))
        + (-0.0893 if title_size <= 0.53959 else (((0.0502 if total <= 3.8412 else (-0.0784 if age <= 0.081437 else (0.0029 if title_share <= 0.18611 else 0.0690))) if words_after <= 0.68633 else -0.0886) if age <= 1.2574 else (-0.0002 if recent_on_files <= 0.98906 else -0.0278)))
        + (((((-0.0404 if folders_share <= 0.98672 else 0.0230) if title_share <= 0.063453 else 0.0310) if words_before <= 0.24357 else (-0.1871 if age <= 0.081437 else -0.0289)) if files_size <= 0.92867 else 0.0349) if age <= 1.7092 else (-0.0061 if words_of_best <= 0.637 else 0.0044))
        + (((0.0716 if text_size <= 1.0966 else (-0.1378 if files_size <= 0.97712 else 0.0483)) if age <= 0.081437 else -0.0019) if files_size <= 6.8427 else (0.0269 if age <= 2.5366 else ((-0.0123 if files_size <= 7.3043 else -0.0784) if text_size <= 1.98 else 0.0120)))
        + (((-0.0056 if files_of_memory <= 0.60357 else 0.0123) if symbols_share <= 0.11019 else ((-0.0298 if files_rank <= 2.6736 else (0.0031 if symbols_size <= 1.842 else 0.0313)) if asked_mass <= 2.3156 else (-0.0690 if age <= 2.0814 else 0.0632))) if symbols_share <= 0.51221 else -0.0313)
        + ((((-0.0012 if area <= 3.8125 else 0.0220) if age <= 3.705 else (-0.0260 if words_rank <= 4.6299 else 0.0240)) if symbols_of_best <= 0.55129 else ((-0.0463 if symbols_size <= 1.4983 else 0.0090) if terms <= 4.5 else 0.0160)) if files_weight <= 26.563 else 0.0408)
        + (((((-0.0451 if newer_on_file <= 1e-35 else -0.0075) if files_size <= 6.6323 else (0.0599 if age <= 0.35119 else 0.0043)) if files_of_memory <= 0.67949 else 0.0187) if area <= 3.4375 else (-0.1204 if age <= 0.081437 else 0.0139)) if named <= 1.4979 else 0.0490)
        + ((0.0140 if age <= 1.5629 else ((-0.0143 if symbols_share <= 0.085861 else (-0.0050 if asked_mass <= 2.0398 else 0.0243)) if files_of_memory <= 0.67949 else (-0.0153 if symbols_size <= 1.2899 else 0.0340))) if area <= 3.6875 else (-0.1305 if age <= 0.081437 else 0.0133))
        + ((((-0.0163 if text_size <= 1.7033 else -0.1277) if age <= 0.35119 else (-0.0252 if newer_on_file <= 1e-35 else 0.0014)) if files_size <= 6.7235 else (0.0284 if age <= 2.5366 else -0.0046)) if title_rank <= 5.6853 else (0.0396 if files_rank <= 2.8618 else -0.0548))
        + ((0.0023 if newer <= 2.3551 else (-0.0341 if sharp_of_best <= 0.99997 else 0.0015)) if near_rank <= 0.89588 else ((-0.0243 if text_size <= 1.0207 else ((-0.0436 if words_rank <= 2.3502 else 0.0170) if terms <= 3.5 else -0.0151)) if title_of_best <= 0.28885 else 0.0116))
        + (((-0.0031 if text_size <= 2.3738 else 0.0277) if area <= 1.6875 else ((0.0510 if best_words <= 1.3688 else 0.0145) if best_words <= 1.8891 else (-0.0763 if cover_of_known <= 0.26936 else 0.0067))) if age <= 3.3819 else (-0.0275 if total <= 3.9521 else 0.0020))
        + ((((0.0502 if named_newest <= 3.3509 else (0.0118 if path_share <= 0.10302 else -0.0184)) if files_weight <= 2.5625 else -0.0198) if text_size <= 1.6483 else (0.0116 if words_of_best <= 0.86928 else 0.0424)) if title_size <= 0.87409 else (0.0218 if files_rank <= 0.89588 else -0.0061))
        + ((-0.0076 if files_size <= 6.8258 else 0.0081) if near_rank <= 1.7006 else (((-0.0042 if area <= 3.6875 else 0.0317) if words_after <= 0.75769 else 0.0842) if path_share <= 0.044636 else (0.0490 if newer <= 2.1508 else (-0.0443 if symbols_share <= 0.031716 else 0.0177))))
        + ((((-0.0573 if text_size <= 1.7118 else 0.0218) if sharp_of_best <= 0.10716 else (0.0095 if path_share <= 0.37944 else -0.0390)) if symbols_rank <= 3.4176 else ((0.0046 if best_words <= 1.6629 else -0.0366) if sharp_of_best <= 0.56728 else -0.0243)) if text_size <= 2.2343 else 0.0157)
        + (((0.0265 if total <= 3.79 else -0.1312) if age <= 0.081437 else (-0.0005 if files_size <= 1.574 else -0.0347)) if files_size <= 6.4786 else (0.0201 if newer <= 1.989 else (0.0079 if path_share <= 0.070607 else (-0.0836 if files_rank <= 3.6762 else -0.0139))))
        + ((-0.0173 if newer_on_file <= 1e-35 else ((((-0.0609 if title_of_best <= 0.41862 else 0.0764) if symbols_rank <= 2.3502 else (0.0225 if best_words <= 1.5801 else -0.0219)) if best_term <= 4.0625 else -0.0016) if title_rank <= 5.5854 else -0.0303)) if files_weight <= 19.688 else 0.0332)
        + ((((-0.0070 if words_after <= 0.75769 else 0.0492) if words_of_best <= 0.95646 else 0.0461) if near_of_best <= -2.14 else 0.0064) if near_of_best <= -1e-35 else (((-0.0225 if terms <= 3.5 else 0.0109) if age <= 2.766 else -0.0349) if text_size <= 1.7597 else 0.0038))
        + ((-0.0808 if title_size <= 0.53959 else ((0.0365 if title_rank <= 1e-35 else ((-0.0134 if asked_mass <= 2.1589 else 0.0404) if text_size <= 1.3891 else 0.0101)) if title_size <= 0.87409 else -0.0039)) if best_term <= 15.438 else (-0.0803 if symbols_size <= 1.267 else 0.0811))
        + ((0.0042 if total <= 4.2684 else (-0.0572 if words_of_best <= 0.73655 else 0.0273)) if age <= 3.5108 else ((0.0519 if newer <= 2.1746 else -0.0316) if total <= 3.9722 else (0.0126 if title_size <= 0.92867 else (-0.0007 if path_share <= 0.15965 else -0.0559))))
        + (((((-0.0223 if path_share <= 0.062589 else 0.0173) if folders_share <= 0.98795 else 0.0112) if title_share <= 0.063453 else (0.0297 if title_size <= 0.87409 else 0.0034)) if age <= 3.1276 else (0.0014 if path_share <= 0.077658 else -0.0181)) if best_term <= 11.938 else 0.0224)
        + ((((-0.0171 if best_term <= 7.6875 else 0.0088) if files_cosine <= 0.40638 else 0.0073) if area <= 1.6875 else ((0.0581 if age <= 3.0535 else -0.0061) if best_words <= 1.3973 else 0.0012)) if files_size <= 6.8427 else (0.0210 if age <= 2.6168 else -0.0007))
        + ((((0.0153 if words_before <= 0.44517 else (0.0184 if text_size <= 1.2899 else -0.0911)) if age <= 1.7092 else -0.0072) if near_rank <= 1.7006 else ((0.0236 if path_share <= 0.21223 else 0.1070) if nearer_newer <= 1e-35 else 0.0032)) if best_term <= 14.063 else 0.0402)
        + ((((0.0006 if title_rank <= 0.89588 else -0.0197) if files_cosine <= 0.98571 else 0.0101) if near_rank <= 1.2425 else (-0.0027 if words_of_best <= 0.637 else (0.0012 if asked_mass <= 1.7343 else (-0.0037 if symbols_share <= 0.053269 else 0.0455)))) if files_size <= 6.4786 else 0.0092)
        + (-0.0289 if near_of_best <= -5.9912 else (((((0.0364 if near_beside <= -1.9014 else -0.0138) if words_rank <= 4.0342 else 0.0077) if asked_mass <= 2.0286 else -0.0279) if words_of_best <= 0.65235 else (-0.0070 if terms <= 4.5 else 0.0121)) if symbols_share <= 0.51221 else -0.0293))
    )
